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

/// What an account gets only once mail to its address is known to reach whoever is logged in (A4, A5, A8).
@Suite struct ProofTests {
    private static let other = "seven-otters-in-a-teapot"
    private static let key: JSON = [
        "name": "K", "scopes": ["booking:view_all"], "expires_in_days": 30, "password": .string(TestHouse.password),
    ]
    private static let again: JSON = ["password": .string(TestHouse.password)]

    @Test(arguments: TestEngine.available)
    func `before an address is proven nobody gets a second factor or a key`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let stranger = house.guest.as(try await house.person("zoe"))
            // A secret from before this was asked for.
            try await house.proveAddress(of: "zoe")
            let begun = try await stranger.made("/auth/2fa/setup", Self.again)["secret"]?.string ?? ""
            try await unprove("zoe", house)
            let before = try await house.rows()
            let code: JSON = ["code": .string(house.code(begun))]
            for (path, body) in [("2fa/setup", Self.again), ("2fa/confirm", code), ("api-keys", Self.key)] {
                let answer = await stranger.send(.post, "/auth/\(path)", body)
                #expect(answer.status == 403 && answer.code == "verify_first", "\(path) \(answer.text)")
            }
            #expect(try await house.rows().differences(from: before) == [])
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("zoe")
            for (path, form) in [("second-factor", "second-factor/begin"), ("api-keys", "api-keys")] {
                let page = await browser.get("/account/\(path)").text
                #expect(page.contains(#"action="/account/email/verify""#) && page.contains("zoe@daybook.example"))
                #expect(!page.contains(#"action="/account/\#(form)" class="form""#), "\(path)")
            }
            try await house.proveAddress(of: "zoe")
            let after = await browser.get("/account/second-factor").text
            #expect(after.contains("second-factor/begin") && !after.contains("/account/email/verify"))
            #expect(await stranger.send(.post, "/auth/api-keys", Self.key).status == 201)
        }
    }

    private func unprove(_ username: String, _ house: TestHouse) async throws {
        try await house.store.write { db in
            try db.execute("UPDATE users SET email_verified_at = NULL WHERE username = \(username)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `the reader of a mail proves an address for the account that they are logged in to, and for no other`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            // A stranger has opened an account with Zoe's address. Zoe reads the mail, and has none.
            let stranger = house.guest.as(try await house.person("zoe"))
            let token = try await house.token("registered", to: "zoe@daybook.example")
            let proof: JSON = ["token": .string(token)]
            #expect(await house.guest.send(.post, "/auth/verify-email", proof).status == 401)
            let others = await house.owner.send(.post, "/auth/verify-email", proof)
            #expect(others.json?["errors"]?.array?.first?["code"] == "token_of_another", "\(others.text)")
            let browser = Browser(house.composition.site)
            let looked = await browser.get("/verify-email?token=\(token)")
            #expect(looked.header("location") == "/login?next=%2Fverify-email%3Ftoken%3D\(token)")
            #expect(await browser.post("/verify-email", ["token": token]).status == 303)
            #expect(try await stranger.accepted(.get, "/auth/me")["email_verified"] == false)
            // Whoever has both is the account's owner.
            _ = await browser.logIn("zoe")
            let page = await browser.get("/verify-email?token=\(token)")
            let done = await browser.post("/verify-email", ["token": token], from: page)
            #expect(done.header("location") == "/account/email")
            #expect(try await stranger.accepted(.get, "/auth/me")["email_verified"] == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody gives their address to a stranger's account by a press on a link`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let stranger = house.guest.as(try await house.person("eve"))
            let wish: JSON = ["email": "zoe@daybook.example", "password": .string(TestHouse.password)]
            _ = try await stranger.made("/auth/email", wish)
            let token = try await house.token("email_change_new", to: "zoe@daybook.example")
            let proof: JSON = ["token": .string(token)]
            #expect(await house.guest.send(.post, "/auth/email/confirm", proof).status == 401)
            #expect(await house.owner.send(.post, "/auth/email/confirm", proof).status == 422)
            let browser = Browser(house.composition.site)
            #expect(await browser.post("/confirm-email", ["token": token]).status == 303)
            #expect(try await stranger.accepted(.get, "/auth/me")["email"] == "eve@daybook.example")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a new password never takes a second factor away, proven address or not`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            // Maria's account is as one from before a proof was asked for.
            let (secret, codes) = try await house.secondFactor(house.maria)
            let key = try await house.owner.made("/auth/api-keys", Self.key.adding([.init("code", .string(codes[9]))]))
            try await unprove("maria", house)
            try await reset("maria", house)
            #expect(await house.logIn("maria", Self.other).code == "second_factor_required")
            let first = try await house.challenge("maria", Self.other)
            #expect(await house.give(codes[0], to: first).status == 200, "a recovery code")
            let second = try await house.challenge("maria", Self.other)
            #expect(await house.give(house.code(secret), to: second).status == 200, "the app")
            #expect(await house.guest.as(key["key"]?.string).get("/auth/me").status == 401)
            // Whoever has neither asks the operator.
            let identity = house.composition.identity
            #expect(try await identity.dropSecondFactor(of: "Maria"))
            #expect(try await !identity.dropSecondFactor(of: "maria"))
            #expect(try await !identity.dropSecondFactor(of: "nobody"))
            #expect(await house.logIn("maria", Self.other).status == 200)
            let kinds = try await house.mails(to: "maria@daybook.example").map(\.kind)
            #expect(kinds.contains("account.second_factor_disabled"))
        }
    }

    private func reset(_ username: String, _ house: TestHouse) async throws {
        let token = try await house.resetToken(username)
        _ = try await house.guest.made(
            "/auth/reset-password", ["token": .string(token), "password": .string(Self.other)])
    }

    @Test(arguments: TestEngine.available)
    func `whoever opened an account with a stranger's address is out once the stranger sets a password`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let stranger = house.guest.as(try await house.person("zoe"))
            // Begun before a proof was asked for, and not confirmed.
            try await house.proveAddress(of: "zoe")
            _ = try await stranger.made("/auth/2fa/setup", Self.again)
            try await unprove("zoe", house)
            let wish: JSON = ["email": "eve@daybook.example", "password": .string(TestHouse.password)]
            _ = try await stranger.made("/auth/email", wish)
            let change = try await house.token("email_change_new", to: "eve@daybook.example")
            try await reset("zoe", house)
            #expect(await stranger.get("/auth/me").status == 401)
            #expect(try await house.number("SELECT COUNT(*) FROM second_factors") == 0)
            let zoe = house.guest.as(try await house.grant("zoe", Self.other).access)
            #expect(await zoe.send(.post, "/auth/email/confirm", ["token": .string(change)]).status == 422)
            #expect(try await zoe.accepted(.get, "/auth/me")["email_verified"] == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what an owner set up on a proven address outlives a forgotten password`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            try await house.proveAddress(of: "maria")
            let key = try await house.owner.made("/auth/api-keys", Self.key)["key"]?.string
            _ = try await house.secondFactor(house.maria)
            try await reset("maria", house)
            #expect(await house.guest.as(key).get("/auth/me").status == 200)
            #expect(await house.logIn("maria", Self.other).code == "second_factor_required")
        }
    }

    @Test(arguments: TestEngine.available)
    func `who accepts an invitation has proven the address that it was mailed to`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let zoe = house.guest.as(try await house.person("zoe"))
            let path = "/businesses/\(house.business)/members"
            _ = try await house.owner.made(path, ["email": "zoe@daybook.example", "role": "staff"])
            try await house.composition.worker.drain()
            let text: String? = try await house.store.read { db in
                try db.value(
                    "SELECT body FROM messages WHERE to_address = 'zoe@daybook.example' AND body LIKE '%/invitations?token=%'"
                )
            }
            let token = try #require(text?.firstMatch(of: /\/invitations\?token=([A-Za-z0-9_-]{43})/)).1
            #expect(try await zoe.accepted(.get, "/auth/me")["email_verified"] == false)
            _ = try await zoe.made("/invitations/accept", ["token": .string(String(token))])
            #expect(try await zoe.accepted(.get, "/auth/me")["email_verified"] == true)
            #expect(await zoe.send(.post, "/auth/2fa/setup", Self.again).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a role that needs a second factor leads to the proof of the address, then to the factor, then to the desk`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await house.person("sam")
            try await house.store.write { db in
                for statement: SQL in [
                    "INSERT INTO members (business_id, user_id, role, created_at) SELECT b.id, u.id, 'staff', 0 FROM businesses b, users u WHERE u.username = 'sam'",
                    "INSERT INTO second_factor_rules (business_id, role) SELECT id, 'staff' FROM businesses",
                ] { try db.execute(statement) }
            }
            let (browser, desk) = (Browser(house.composition.site), "/desk/\(TestHouse.slug)")
            _ = await browser.logIn("sam")
            #expect(await browser.get(desk).header("location") == "/account/second-factor")
            var page = await browser.get("/account/second-factor")
            // The first mail is out; the link in a newer one ends its link.
            _ = try await house.token("registered", to: "sam@daybook.example")
            #expect(await browser.post("/account/email/verify", [:], from: page).status == 303)
            let token = try await house.token("verification_requested", to: "sam@daybook.example")
            page = await browser.get("/verify-email?token=\(token)")
            let proven = await browser.post("/verify-email", ["token": token], from: page)
            #expect(proven.header("location") == "/account/second-factor")
            page = await browser.get("/account/second-factor")
            page = await browser.post(
                "/account/second-factor/begin", ["password": TestHouse.password], from: page)
            let secret = try #require(page.text.firstMatch(of: /name="secret" value="([A-Z2-7 ]+)"/)).1
            let code = house.code(String(secret.filter { $0 != " " }))
            let codes = await browser.post(
                "/account/second-factor/confirm", ["code": code, "secret": String(secret)], from: page)
            #expect(codes.status == 200)
            #expect(await browser.get(desk).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who has no password is led to one before a second factor or a key`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "nora@example.org")
            let browser = Browser(world.site)
            _ = await world.round(browser, "nora")
            for path in ["/account/second-factor", "/account/api-keys"] {
                let page = await browser.get(path).text
                #expect(page.contains(#"href="/forgot-password""#) && !page.contains(#"name="password""#), "\(path)")
            }
        }
    }
}
