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

/// Logging in, and what is taken away again (A1, A2, A11).
@Suite struct LoginTests {
    @Test(arguments: TestEngine.available)
    func `trying passwords costs more and more time, and unknown names cost the same`(_ engine: TestEngine) async throws
    {
        try await TestHouse.with(engine) { house in
            _ = try await house.person("zoe")
            for name in ["zoe", "nobody"] {
                var pauses: [Int] = []
                let stranger = Stranger(house, address: "203.0.113.\(name.utf8.count)")
                for _ in 0..<10 {
                    #expect(await stranger.logIn(name, "wrong-wrong-wrong").status == 401, "\(name)")
                    let freeAt = try await house.number("SELECT MAX(free_at) FROM attempts")
                    let pause = max(0, freeAt - Int(house.clock.now.milliseconds)) / 1_000
                    pauses.append(pause)
                    guard pause > 0 else { continue }
                    let held = await stranger.logIn(name, "wrong-wrong-wrong")
                    #expect(held.status == 429 && held.header("retry-after") == "\(pause)", "\(name)")
                    house.clock.advance(by: .seconds(pause))
                }
                #expect(pauses == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16], "\(name)")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `strangers can't lock the owner out`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let stranger = Stranger(house, address: "203.0.113.9")
            for _ in 0..<40 { _ = await stranger.logIn("maria", "wrong-wrong-wrong") }
            #expect(await stranger.logIn("maria", TestHouse.password).status == 429)
            // One of them sits beside the owner and tries other names, until that address waits.
            let neighbour = Stranger(house, address: "127.0.0.1")
            for number in 0..<40 { _ = await neighbour.logIn("nobody\(number)", "wrong-wrong-wrong") }
            #expect(await neighbour.logIn("nobody", "wrong-wrong-wrong").status == 429)
            // From the browser, and from the address, that logged in before.
            let fields = ["username": "maria", "password": TestHouse.password]
            let page = await browser.get("/account")
            #expect(await browser.post("/login", fields, from: page).status == 303)
            #expect(await house.logIn("maria").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `tries at once are not more tries`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let stranger = Stranger(house, address: "203.0.113.9")
            let statuses = await atOnce(20) { await stranger.logIn("maria", "wrong-wrong-wrong") }
            #expect(statuses.filter { $0 == 401 }.count == 6 && statuses.filter { $0 == 429 }.count == 14)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a new place is told by mail, unless it is not wanted`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let first = Stranger(house, address: "203.0.113.9")
            #expect(await first.logIn("maria", TestHouse.password).status == 200)
            let mails = try await house.mails(to: "maria@daybook.example")
            let mail = try #require(mails.first { $0.kind == "account.new_device" })
            #expect(mail.text.contains("203.0.113.9"))
            #expect(await first.logIn("maria", TestHouse.password).status == 200)
            let count = try await house.mails(to: "maria@daybook.example").count
            _ = try await house.owner.accepted(.put, "/auth/profile", ["login_mails": false])
            _ = await Stranger(house, address: "203.0.113.10").logIn("maria", TestHouse.password)
            #expect(try await house.mails(to: "maria@daybook.example").count == count)
        }
    }

    @Test(arguments: TestEngine.available)
    func `sessions are listed with device and last use, and end one by one or all at once`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            house.clock.advance(by: .minutes(5))
            browser.address = "203.0.113.50"
            #expect(await browser.get("/account").status == 200)
            let listed = try await house.owner.accepted(.get, "/auth/sessions").array ?? []
            #expect(listed.count == 2)
            let page = try #require(listed.first { $0["kind"] == "browser" })
            #expect(page["last_used_at"]?.string == house.clock.now.rfc3339 && page["is_current"] == false)
            #expect(page["address"] == "203.0.113.50", "where it was used last, not where it was opened")
            #expect(listed.first { $0["kind"] == "api" }?["is_current"] == true)
            let id = page["id"]?.string ?? ""
            let zoe = house.guest.as(try await house.person("zoe"))
            #expect(await zoe.send(.delete, "/auth/sessions/\(id)").status == 404)
            #expect(await house.owner.send(.delete, "/auth/sessions/\(id)").status == 204)
            #expect(await browser.get("/account").status == 303)
            let more = try await house.grant("maria")
            #expect(await house.owner.send(.delete, "/auth/sessions?keep_current=true").status == 204)
            #expect(await house.guest.as(more.access).get("/auth/me").status == 401)
            #expect(await house.owner.send(.delete, "/auth/sessions").status == 204)
            #expect(await house.owner.get("/auth/me").status == 401)
        }
    }

    /// Two nodes with stores of their own on one database.
    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func `what one node takes away is gone on the other with the next request`() async throws {
        let clock = ManualClock(TestHouse.monday)
        let url = try await TestDatabase.makeAddress(.postgres, migrations: Composition.migrations)
        let stores = try (0..<2).map { _ in
            try TestDatabase.open(.postgres, at: url, clock: { clock.now }, connections: 2)
        }
        let nodes = [
            try await TestHouse.compose(stores[0], clock), try await TestHouse.compose(stores[1], clock),
        ]
        let doors = nodes.map { APIDoor(site: $0.site) }
        for ending in ["session", "everywhere", "deactivated", "key"] {
            let token = try await doors[0].person("u-\(ending)", "U")
            var asked = token
            if ending == "key" {
                let wish: JSON = [
                    "name": "K", "scopes": ["booking:view_all"], "expires_in_days": 1,
                    "password": .string(TestHouse.password),
                ]
                try await stores[0].write { db in try db.execute("UPDATE users SET email_verified_at = \(db.now)") }
                let made = try await doors[0].as(token).made("/auth/api-keys", wish)
                asked = made["key"]?.string ?? ""
                #expect(await doors[1].as(asked).get("/auth/me").status == 200)
                let id = made["id"]?.string ?? ""
                #expect(await doors[0].as(token).send(.delete, "/auth/api-keys/\(id)").status == 204)
            } else {
                let me = try await doors[1].as(asked).accepted(.get, "/auth/me")
                let user = try #require(UserID(me["id"]?.string ?? ""))
                switch ending {
                case "session":
                    let list = try await doors[0].as(token).accepted(.get, "/auth/sessions").array ?? []
                    let id = list.first?["id"]?.string ?? ""
                    #expect(await doors[0].as(token).send(.delete, "/auth/sessions/\(id)").status == 204)
                case "everywhere": #expect(await doors[0].as(token).send(.delete, "/auth/sessions").status == 204)
                default:
                    let identity = nodes[0].identity
                    try await stores[0].write { db in try identity.deactivate(user, by: .system, in: db) }
                }
            }
            #expect(await doors[1].as(asked).get("/auth/me").status == 401, "\(ending)")
        }
        for store in stores { await store.close() }
    }

    @Test(arguments: TestEngine.available)
    func `a deactivated user is out, and in again once reactivated`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let me = try await house.owner.accepted(.get, "/auth/me")
            let user = try #require(UserID(me["id"]?.string ?? ""))
            let identity = house.composition.identity
            try await house.store.write { db in try identity.deactivate(user, by: .system, in: db) }
            #expect(await house.owner.get("/auth/me").status == 401)
            #expect(await house.logIn("maria").code == "wrong_credentials")
            try await house.store.write { db in try identity.reactivate(user, by: .system, in: db) }
            #expect(await house.logIn("maria").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `failed log-ins are in the record, a few lines however many they are`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            for number in 0..<40 {
                for name in ["maria", "nobody"] {
                    let stranger = Stranger(house, address: "203.0.113.\(number % 4)")
                    #expect(await stranger.logIn(name, "wrong-wrong-wrong").status == 401)
                }
                house.clock.advance(by: .minutes(15))
            }
            _ = try await house.composition.worker.drain()
            let failures = try await house.store.read { db in
                try db.rows(
                    "SELECT subject, details, address FROM events WHERE action = 'user.login_failed' ORDER BY id"
                )
                .map { row in (try row[0] as String, try JSON.parse(Array((try row[1] as String).utf8))) }
            }
            let me = try await house.grant("maria").access
            let id = try await house.guest.as(me).accepted(.get, "/auth/me")["id"]?.string
            let counts = failures.compactMap { $0.1["failures"]?.integer }.sorted()
            #expect(counts == [5, 10, 20, 40])
            #expect(failures.allSatisfy { $0.0 == id && $0.1["tried"] == "password" })
        }
    }

    @Test(arguments: TestEngine.available)
    func `logging in ends the session that the browser had`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let page = await browser.get("/account")
            let fields = ["username": "maria", "password": TestHouse.password]
            #expect(await browser.post("/login", fields, from: page).status == 303)
            let open = try await house.number("SELECT COUNT(*) FROM sessions WHERE token_hash IS NOT NULL")
            #expect(open == 1)
            #expect(await browser.get("/account").status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a session ends when it is quiet for long, and in any case`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let site = try await TestHouse.compose(
                house.store, house.clock, [.sessionIdleHours: "8", .sessionDays: "2"]
            ).site
            let (quiet, busy) = (Browser(site), Browser(site))
            _ = await quiet.logIn("maria")
            _ = await busy.logIn("maria")
            for _ in 0..<6 {
                house.clock.advance(by: .minutes(7 * 60))
                #expect(await busy.get("/account").status == 200)
            }
            #expect(await quiet.get("/account").status == 303)
            let listed = APIDoor(site: site).as(try await house.grant("maria").access)
            let kinds = try await listed.accepted(.get, "/auth/sessions").array?.map { $0["kind"] }
            #expect(kinds?.filter { $0 == "browser" }.count == 1, "the quiet one is listed no more")
            house.clock.advance(by: .hours(6))
            #expect(await busy.get("/account").status == 303)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a password is hashed anew when hashes have become dearer`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let cheap = "SELECT COUNT(*) FROM users WHERE password LIKE 'scrypt$1024$%'" as SQL
            #expect(try await house.number(cheap) == 1)
            let dear = try await TestHouse.compose(house.store, house.clock, [.passwordCost: "2048"])
            let login: JSON = ["username": "maria", "password": .string(TestHouse.password)]
            _ = try await APIDoor(site: dear.site).made("/auth/login", login)
            #expect(try await house.number(cheap) == 0)
            #expect(try await house.number("SELECT COUNT(*) FROM users WHERE password LIKE 'scrypt$2048$%'") == 1)
            #expect(await house.logIn("maria").status == 200, "and not back")
            #expect(try await house.number(cheap) == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `account pages log out, and the browser forgets what it kept`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            for path in ["", "/email", "/password", "/sessions", "/second-factor", "/api-keys"] {
                #expect(await browser.get("/account\(path)").text.contains(#"action="/logout""#), "\(path)")
            }
            let out = await browser.post("/logout", [:], from: await browser.get("/account"))
            #expect(out.status == 303 && out.header("clear-site-data") == #""cache""#)
            #expect(await browser.get("/account").status == 303)
        }
    }
}

/// Somebody at another address.
struct Stranger: Sendable {
    let house: TestHouse
    let address: String

    init(_ house: TestHouse, address: String) {
        self.house = house
        self.address = address
    }

    func logIn(_ name: String, _ password: String) async -> Answer {
        let body: JSON = ["username": .string(name), "password": .string(password)]
        return await house.composition.site.answer(
            Incoming(
                .post, "/api/v1/auth/login", headers: [.contentType: "application/json"], body: body.bytes,
                address: address))
    }
}
