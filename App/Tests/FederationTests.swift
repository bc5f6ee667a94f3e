import HTTPTypes
import House
import Kernel
import OpenID
import Storage
import Synchronization
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Federation
@testable import Identity
@testable import daybook

/// Signing in by somebody else's word (A6).
@Suite struct FederationTests {
    @Test(arguments: TestEngine.available)
    func `somebody new gets an account, and the same one the next time`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("nora", email: "Nora@example.org")
            world.google.knows("other", email: "nora2@example.org", isVerified: false)
            let browser = Browser(world.site)
            let first = await world.round(browser, "nora")
            #expect(first.status == 303 && first.header("location") == "/account")
            #expect(await world.username(browser)?.contains("nora.gil") == true)
            let nora = try await world.house.store.read { db in try db.user(email: "nora@example.org") }
            #expect(nora?.emailVerifiedAt != nil && nora?.hasPassword == false && nora?.name == "Nora Gil")
            let users = try await world.count("users")
            #expect(await world.round(Browser(world.site), "nora").status == 303)
            #expect(try await world.count("users") == users)
            // The same name again, and an address that nobody vouches for.
            #expect(await world.round(Browser(world.site), "other").status == 303)
            let second = try await world.house.store.read { db in try db.user(email: "nora2@example.org") }
            #expect(second?.username == "nora.gil2" && second?.emailVerifiedAt == nil)
            #expect(try await world.house.mails(to: "nora2@example.org").map(\.kind) == ["account.registered"])
            #expect(try await world.house.mails(to: "nora@example.org").isEmpty)
            // Nobody logs in by a password that is not there, and it takes the same way as any wrong one.
            #expect(await world.house.logIn("nora.gil", "").status >= 400)
            #expect(await world.house.logIn("nora.gil", TestHouse.password).code == "wrong_credentials")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a name that nobody could type here is none, and a long one is cut`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            let family = "👩‍👩‍👧‍👦"
            let names = [
                "nul": "A\u{0}", "line": "Ana\nBcc: eve@example.org", "turned": "Ana \u{202E}gpj.exe",
                "marks": "z" + String(repeating: "\u{301}", count: 60), "blank": " \u{2003} ",
                "long": String(repeating: "Ana ", count: 60), "family": String(repeating: family, count: 100),
            ]
            for (code, name) in names {
                world.google.knows(code, email: "\(code)@example.org", name: name)
                #expect(await world.round(Browser(world.site), code).status == 303, "\(code)")
                let user = try await world.house.store.read { db in try db.user(email: "\(code)@example.org") }
                switch code {
                case "long": #expect(user?.name == String(String(repeating: "Ana ", count: 30).dropLast()))
                case "family": #expect(user?.name.unicodeScalars.count == 120)
                default: #expect(user?.name == user?.username, "\(code)")
                }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `an address opens no account that is there`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            let email = "maria@daybook.example"
            world.google.knows("liar", email: email, isVerified: false)
            world.google.knows("maria", email: email)
            world.google.knows("nobody", email: nil)
            let before = try await world.house.rows()
            // Neither side has proven it, one has, the other has.
            for code in ["liar", "maria"] {
                let answer = await world.round(Browser(world.site), code)
                #expect(answer.status == 409 && answer.text.contains("e-mail address already"), "\(code)")
            }
            let none = await world.round(Browser(world.site), "nobody")
            #expect(none.status == 409 && none.text.contains("no e-mail address"))
            #expect(try await world.house.rows().differences(from: before) == [])
            try await world.prove("maria")
            #expect(await world.round(Browser(world.site), "liar").status == 409)
            #expect(try await world.count("outside_identities") == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an address that both sides have proven is asked for the password, then linked`(_ engine: TestEngine)
        async throws
    {
        try await OutsideWorld.with(engine) { world in
            try await world.prove("maria")
            world.google.knows("maria", email: "maria@daybook.example")
            let browser = Browser(world.site)
            #expect(await world.round(browser, "maria").header("location") == "/auth/link")
            #expect(await world.username(browser) == nil)
            let page = await browser.get("/auth/link")
            #expect(page.status == 200 && page.text.contains("maria@daybook.example"))
            let wrong = await browser.post("/auth/link", ["password": "wrong-wrong-wrong"], from: page)
            #expect(wrong.status == 401)
            #expect(try await world.count("outside_identities") == 0)
            // The offer is this browser's.
            #expect(await Browser(world.site).post("/auth/link", ["password": TestHouse.password]).status == 400)
            let done = await browser.post("/auth/link", ["password": TestHouse.password], from: page)
            #expect(done.status == 303 && done.header("location") == "/account")
            #expect(await world.username(browser)?.contains("maria") == true)
            #expect(await browser.post("/auth/link", ["password": TestHouse.password]).status >= 400)
            let kinds = try await world.house.mails(to: "maria@daybook.example").map(\.kind)
            #expect(kinds.contains("account.sign_in_linked"))
            // From now on without the password.
            #expect(await world.round(Browser(world.site), "maria").header("location") == "/account")
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is logged in links with the password, once the address is proven`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            let link = "/auth/oauth/google?link=yes"
            world.google.knows("m", email: nil)
            let unproven = Browser(world.site)
            _ = await unproven.logIn("maria")
            let refused = await world.round(unproven, "m", link)
            #expect(refused.status == 409 && refused.text.contains("Confirm your e-mail address first"))
            let browser = try await world.loggedIn("maria")
            let offered = await world.round(browser, "m", link)
            #expect(offered.header("location") == "/auth/link")
            let page = await browser.get("/auth/link")
            #expect(await browser.post("/auth/link", ["password": "wrong-wrong-wrong"], from: page).status == 422)
            #expect(await browser.post("/auth/link", ["password": TestHouse.password]).status == 403, "no form token")
            let done = await browser.post("/auth/link", ["password": TestHouse.password], from: page)
            #expect(done.header("location") == "/account/sign-ins")
            #expect(await browser.get("/account/sign-ins").text.contains("Google"))
            // Nobody else can link the same person.
            let zoe = try await world.loggedIn("zoe")
            #expect(await world.round(zoe, "m", link).text.contains("linked to another account"))
            #expect(await world.round(browser, "m", link).text.contains("linked to your account already"))
            // A guest has nothing to link.
            #expect(await Browser(world.site).get(link).header("location")?.hasPrefix("/login") == true)
            #expect(try await world.count("outside_identities") == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `linking takes the code as well, where there is a second factor`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            try await world.prove("maria")
            let (secret, codes) = try await world.house.secondFactor(world.house.maria)
            world.google.knows("m", email: nil)
            world.google.knows("maria", email: "maria@daybook.example")
            func link(_ browser: Browser, _ code: String) async -> Answer {
                await browser.post(
                    "/auth/link", ["password": TestHouse.password, "code": code], from: await browser.get("/auth/link"))
            }
            // Logged in, by password and code.
            let inside = Browser(world.site)
            _ = await inside.logIn("maria")
            let asked = await inside.get("/login/code")
            _ = await inside.post("/login/code", ["code": world.house.code(secret)], from: asked)
            #expect(await world.round(inside, "m", "/auth/oauth/google?link=yes").header("location") == "/auth/link")
            #expect(await link(inside, "").text.contains("f-code-error"))
            #expect(await link(inside, "000000").status == 422)
            #expect(try await world.count("outside_identities") == 0)
            #expect(await link(inside, codes[0]).header("location") == "/account/sign-ins")
            // Logged out: the proof of both opens the account at once.
            let outside = Browser(world.site)
            #expect(await world.round(outside, "maria").header("location") == "/auth/link")
            #expect(await link(outside, "000000").status == 422)
            #expect(await world.username(outside) == nil)
            #expect(try await world.count("outside_identities") == 1)
            #expect(await link(outside, codes[1]).header("location") == "/account")
            #expect(await world.username(outside)?.contains("maria") == true)
            #expect(try await world.count("outside_identities") == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a way that maria began links nothing once zoe is logged in`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("m", email: nil)
            let browser = try await world.loggedIn("maria")
            let state = await world.leave(browser, "/auth/oauth/google?link=yes")
            _ = try await world.loggedIn("zoe")
            let page = await browser.get("/account")
            _ = await browser.post("/login", ["username": "zoe", "password": TestHouse.password], from: page)
            let back = await browser.get("/auth/oauth/google/callback?state=\(state)&code=m")
            #expect(back.status == 400 && world.google.rounds.withLock { $0.isEmpty })
            #expect(try await world.count("outside_identities") == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the second factor is asked for all the same`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("m", email: nil)
            _ = try await world.linked("m")
            let (secret, _) = try await world.house.secondFactor(world.house.maria)
            let browser = Browser(world.site)
            let sessions = try await world.count("sessions")
            let answer = await world.round(browser, "m")
            #expect(answer.header("location")?.hasPrefix("/login/code?next=") == true)
            #expect(try await world.count("sessions") == sessions)
            #expect(await world.username(browser) == nil)
            let page = await browser.get("/login/code")
            let code = world.house.code(secret)
            let entered = await browser.post("/login/code", ["code": code, "next": "/account"], from: page)
            #expect(entered.status == 303)
            #expect(await world.username(browser)?.contains("maria") == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is deactivated stays out`(_ engine: TestEngine) async throws {
        try await OutsideWorld.with(engine) { world in
            world.google.knows("m", email: nil)
            _ = try await world.linked("m")
            let identity = world.house.composition.identity
            let user = try await world.house.store.read { db in try db.user(email: "maria@daybook.example") }
            let maria = try #require(user)
            try await world.house.store.write { db in try identity.deactivate(maria.id, by: .system, in: db) }
            let before = try await world.house.rows()
            let browser = Browser(world.site)
            #expect(await world.round(browser, "m").status == 403)
            #expect(try await world.house.rows().differences(from: before) == [])
        }
    }
}
