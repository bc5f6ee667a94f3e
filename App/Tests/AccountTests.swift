import Foundation
import HTTPTypes
import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Identity
@testable import daybook

/// Accounts: proving an address, new passwords, changes (A3, A4).
@Suite struct AccountTests {
    private static let other = "seven-otters-in-a-teapot"

    @Test(arguments: TestEngine.available)
    func `an address is proven by the link that was mailed to it, once`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            #expect(try await house.owner.accepted(.get, "/auth/me")["email_verified"] == false)
            let token = try await house.token("registered", to: "maria@daybook.example")
            _ = try await house.owner.made("/auth/verify-email", ["token": .string(token)])
            #expect(try await house.owner.accepted(.get, "/auth/me")["email_verified"] == true)
            #expect(await house.owner.send(.post, "/auth/verify-email", ["token": .string(token)]).status == 422)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a link in a mail does the one thing that it is for`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (old, new) = ("maria@daybook.example", "m.ortiz@daybook.example")
            func refused(_ token: String, at doors: [String]) async throws {
                let before = try await house.rows()
                for door in doors {
                    var body: JSON = ["token": .string(token)]
                    if door == "reset-password" { body = body.adding([.init("password", .string(Self.other))]) }
                    #expect(await house.owner.send(.post, "/auth/\(door)", body).status == 422, "\(door)")
                }
                #expect(await house.owner.send(.post, "/invitations/accept", ["token": .string(token)]).status == 410)
                #expect(try await house.rows().differences(from: before) == [])
            }
            let proof = try await house.token("registered", to: old)
            try await refused(proof, at: ["reset-password", "email/confirm"])
            _ = try await house.owner.made("/auth/verify-email", ["token": .string(proof)])
            let wish: JSON = ["email": .string(new), "password": .string(TestHouse.password)]
            _ = try await house.owner.made("/auth/email", wish)
            for (kind, address) in [("email_change_old", old), ("email_change_new", new)] {
                let token = try await house.token(kind, to: address)
                try await refused(token, at: ["reset-password", "verify-email"])
            }
            try await refused(try await house.resetToken("maria"), at: ["verify-email", "email/confirm"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `changes of address fill nobody's mailbox, however many accounts ask for them`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let wish: JSON = ["email": "zoe@daybook.example", "password": .string(TestHouse.password)]
            var statuses: [Int] = []
            for number in 0..<6 {
                let door = house.guest.as(try await house.person("eve\(number)"))
                statuses.append(await door.send(.post, "/auth/email", wish).status)
            }
            #expect(statuses == [202, 202, 202, 202, 429, 429])
            #expect(try await house.mails(to: "zoe@daybook.example").count == 4)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a right password is asked for again 20 times a minute of one account, at all doors together`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let site = try await TestHouse.compose(
                house.store, house.clock, [.rateLimits: "on", .writesPerMinute: "1000"]
            ).site
            let maria = APIDoor(site: site, token: house.maria)
            let zoe = APIDoor(site: site, token: try await house.person("zoe"))
            // The password is right and the address not proven, so that a try leaves nothing behind.
            let key: JSON = [
                "name": "x", "scopes": ["booking:view_all"], "expires_in_days": 30,
                "password": .string(TestHouse.password),
            ]
            let factor: JSON = ["password": .string(TestHouse.password)]
            var statuses: [Int] = []
            for _ in 0..<10 {
                statuses.append(await maria.send(.post, "/auth/api-keys", key).status)
                statuses.append(await maria.send(.post, "/auth/2fa/setup", factor).status)
            }
            #expect(statuses == Array(repeating: 403, count: 20))
            let before = try await house.rows()
            for (door, body) in [("api-keys", key), ("2fa/setup", factor)] {
                let refused = await maria.send(.post, "/auth/\(door)", body)
                #expect(refused.code == "too_many_requests" && refused.header("retry-after") == "3", "\(door)")
            }
            let browser = Browser(site)
            _ = await browser.logIn("maria")
            let page = await browser.get("/account/password")
            let change = ["current_password": TestHouse.password, "password": Self.other]
            #expect(await browser.post("/account/password", change, from: page).status == 429)
            #expect(try await house.rows().differences(from: before).allSatisfy { !$0.contains("users") })
            #expect(await zoe.send(.post, "/auth/api-keys", key).status == 403)
            house.clock.advance(by: .seconds(3))
            #expect(await maria.send(.post, "/auth/api-keys", key).status == 403)
            // Who only guesses waits by their own counter, and uses up nothing of it.
            let thief = APIDoor(site: site, token: try await house.grant("maria").access)
            for _ in 0..<30 { _ = await thief.send(.post, "/auth/2fa/setup", ["password": "wrong-wrong-wrong"]) }
            house.clock.advance(by: .seconds(30))
            #expect(await maria.send(.post, "/auth/api-keys", key).status == 403)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a change of address is confirmed at both, and told to the old one`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (old, new) = ("maria@daybook.example", "m.ortiz@daybook.example")
            let proof = try await house.token("registered", to: old)
            _ = try await house.owner.made("/auth/verify-email", ["token": .string(proof)])
            let wish: JSON = ["email": .string(new), "password": .string(TestHouse.password)]
            _ = try await house.owner.made("/auth/email", wish)
            let half = try await house.owner.made(
                "/auth/email/confirm", ["token": .string(try await house.token("email_change_new", to: new))])
            #expect(half["is_changed"] == false)
            #expect(try await house.owner.accepted(.get, "/auth/me")["email"]?.string == old)
            let whole = try await house.owner.made(
                "/auth/email/confirm", ["token": .string(try await house.token("email_change_old", to: old))])
            #expect(whole["is_changed"] == true)
            #expect(try await house.owner.accepted(.get, "/auth/me")["email"]?.string == new)
            #expect(try await house.mails(to: old).last?.kind == "account.email_changed")
            #expect(await house.logIn(new).status == 200)
            #expect(await house.logIn(old).status == 401)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an address that somebody else has is asked for in vain, without a word why`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.person("zoe")
            let wish: JSON = ["email": "zoe@daybook.example", "password": .string(TestHouse.password)]
            #expect(await house.owner.send(.post, "/auth/email", wish).status == 202)
            let kinds = try await house.mails(to: "zoe@daybook.example").map(\.kind)
            #expect(!kinds.contains("account.email_change_new"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a new password asks for the old one and ends the other sessions`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let (mine, other) = (try await house.grant("maria"), try await house.grant("maria"))
            let door = house.guest.as(mine.access)
            let wrong: JSON = ["current_password": "not-my-password", "password": .string(Self.other)]
            #expect(await door.send(.put, "/auth/password", wrong).status == 422)
            let right: JSON = ["current_password": .string(TestHouse.password), "password": .string(Self.other)]
            #expect(await door.send(.put, "/auth/password", right).status == 204)
            #expect(await door.get("/auth/me").status == 200)
            #expect(await house.guest.as(other.access).get("/auth/me").status == 401)
            #expect(await house.logIn("maria", Self.other).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a profile keeps what is not named, and refuses a zone that is none`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let change: JSON = ["zone": "America/Bogota", "language": "es", "login_mails": false]
            let changed = try await house.owner.accepted(.put, "/auth/profile", change)
            #expect(changed["name"] == "Maria Ortiz" && changed["zone"] == "America/Bogota")
            #expect(changed["booking_mails"] == true && changed["login_mails"] == false)
            let before = try await house.rows()
            for bad in [["zone": "Mars/Olympus"], ["language": "xx"], ["role": "admin"], ["email": "a@b.example"]]
                as [JSON]
            {
                #expect(await house.owner.send(.put, "/auth/profile", bad).status == 422, "\(bad)")
            }
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `mails are written in the language of the account`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.owner.accepted(.put, "/auth/profile", ["language": "es"])
            _ = try await house.resetToken("maria")
            let mail = try #require(try await house.mails(to: "maria@daybook.example").last)
            #expect(mail.subject == "Pon una contraseña nueva" && mail.html.contains("lang=\"es\""))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a password is taken as it was given, blanks at its ends and all`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let password = "  seven otters in a teapot "
            let account: JSON = [
                "username": "zoe", "name": "Zoe", "email": "zoe@daybook.example", "password": .string(password),
            ]
            _ = try await house.guest.made("/auth/register", account)
            #expect(await house.logIn("zoe", password).status == 200)
            #expect(await house.logIn("zoe", password.trimmed).status == 401)
            let browser = Browser(house.composition.site)
            let fields = ["username": "zoe", "password": password]
            #expect(await browser.post("/login", fields).status == 303)
        }
    }
}
