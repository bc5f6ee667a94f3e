import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// John books without an account, and comes back by his mailbox (H3).
@Suite struct CustomerAccessTests {
    private static let john = "john@example.com"

    /// Asks for a code; what it will be for.
    private func ask(_ house: TestHouse, _ email: String = john) async throws -> String {
        let challenge = try await house.guest.made("/customer/codes", ["email": .string(email)])
        return challenge["challenge_token"]?.string ?? ""
    }

    /// The code in the newest mail.
    private func code(_ house: TestHouse, _ email: String = john) async throws -> String? {
        let mails = try await house.mails(to: email).filter { $0.kind == "customer.code" }
        return mails.last?.text.firstMatch(of: /\d{4} \d{4}/).map { String($0.output) }
    }

    private func enter(_ house: TestHouse, _ challenge: String, _ code: String) async -> Answer {
        await house.guest.send(
            .post, "/customer/sessions", ["challenge_token": .string(challenge), "code": .string(code)])
    }

    /// John, as the API sees him after his code.
    private func door(_ house: TestHouse, _ email: String = john) async throws -> APIDoor {
        let challenge = try await ask(house, email)
        let typed = try #require(try await code(house, email))
        return house.guest.as(await enter(house, challenge, typed).json?["customer_token"]?.string)
    }

    private func references(_ answer: Answer) -> [String] {
        (answer.json?["items"]?.array ?? []).compactMap { $0["reference"]?.string }
    }

    @Test(arguments: TestEngine.available)
    func `a code by mail shows what was booked with the address, and lets it be cancelled`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let mine = await house.book(TestHouse.tuesday)
            let later = await house.book("2026-11-25T08:00:00Z")
            let strangers = await house.book("2026-11-24T09:00:00Z", "ben@example.com")
            let john = try await door(house)
            let both = [later, mine].map { $0.json?["reference"]?.string ?? "" }
            #expect(references(await john.get("/customer/bookings")) == both)
            #expect(references(await john.get("/customer/bookings/upcoming")) == both.reversed())
            #expect(references(await john.get("/customer/bookings/history")) == [])
            let page = await john.get("/customer/bookings?limit=1")
            let cursor = page.json?["next_cursor"]?.string ?? ""
            #expect(references(page) == [both[0]])
            #expect(references(await john.get("/customer/bookings?limit=1&cursor=\(cursor)")) == [both[1]])
            let id = mine.json?["id"]?.string ?? ""
            let others = strangers.json?["id"]?.string ?? ""
            #expect(await john.send(.put, "/customer/bookings/\(others)/cancel", [:]).status == 404)
            #expect(await house.guest.send(.put, "/customer/bookings/\(id)/cancel", [:]).status == 404)
            #expect(await john.send(.put, "/customer/bookings/\(id)/cancel", [:]).status == 200)
            #expect(references(await john.get("/customer/bookings/history")) == [both[1]])
            // It is no log-in.
            #expect(await john.get("/auth/me").status == 401)
            #expect(await john.get("/bookings").status == 401)
            #expect(await john.send(.delete, "/customer/sessions").status == 204)
            #expect(await john.get("/customer/bookings").status == 401)
        }
    }

    @Test(arguments: TestEngine.available)
    func `known and unknown addresses are answered and stored alike, and only the known one gets a mail`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            #expect(await house.book(TestHouse.tuesday).status == 201)
            var shapes: [[String?]] = []
            for email in [Self.john, "nobody@example.com"] {
                let answer = await house.guest.send(.post, "/customer/codes", ["email": .string(email)])
                #expect(answer.status == 202)
                shapes.append(
                    (answer.json?.members ?? []).map(\.name) + [answer.json?["expires_in"]?.integer.map { "\($0)" }])
                let challenge = answer.json?["challenge_token"]?.string ?? ""
                let wrong = await enter(house, challenge, "0000 0000")
                #expect(wrong.status == 401 && wrong.code == "code_wrong", "\(email)")
            }
            #expect(shapes[0] == shapes[1])
            #expect(try await code(house) != nil)
            #expect(try await code(house, "nobody@example.com") == nil)
            let jobs = try await house.store.read { db in
                try db.rows("SELECT payload FROM jobs UNION ALL SELECT details FROM events").map { try $0[0] as String }
            }.joined()
            let mailed = try #require(try await code(house))
            #expect(!jobs.contains(mailed) && !jobs.contains(mailed.filter { $0 != " " }))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a code holds for ten minutes, five tries, one use and who asked for it`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            #expect(await house.book(TestHouse.tuesday).status == 201)
            let (first, typed) = (try await ask(house), try #require(try await code(house)))
            let foreign = try await ask(house, "ben@example.com")
            #expect(await enter(house, foreign, typed).code == "code_wrong", "for another's browser")
            #expect(await enter(house, "no-such-token", typed).code == "code_over")
            for _ in 0..<4 { #expect(await enter(house, first, "1111 1111").code == "code_wrong") }
            #expect(await enter(house, first, typed.filter { $0 != " " }).status == 201, "the fifth try")
            #expect(await enter(house, first, typed).code == "code_over", "a second use")

            house.clock.advance(by: .hours(1))
            let second = try await ask(house)
            let tried = try #require(try await code(house))
            for _ in 0..<5 { #expect(await enter(house, second, "1111 1111").status == 401) }
            #expect(await enter(house, second, tried).code == "code_over", "a sixth try")

            house.clock.advance(by: .hours(1))
            let third = try await ask(house)
            let late = try #require(try await code(house))
            house.clock.advance(by: .minutes(10))
            #expect(await enter(house, third, late).code == "code_over", "too late")
        }
    }

    @Test(arguments: TestEngine.available)
    func `of 16 who use a code at once one does`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            #expect(await house.book(TestHouse.tuesday).status == 201)
            var opened = 0
            for round in 0..<5 {
                let challenge = try await ask(house)
                let typed = try #require(try await code(house))
                let statuses = await atOnce(16) { await enter(house, challenge, typed) }
                #expect(statuses.count { $0 == 201 } == 1 && statuses.count { $0 == 401 } == 15, "\(round)")
                opened += statuses.count { $0 == 201 }
                house.clock.advance(by: .hours(25))
                if round < 4 { #expect(await house.book("2026-12-0\(round + 1)T08:00:00Z").status == 201) }
            }
            #expect(try await house.number("SELECT COUNT(*) FROM customer_sessions") == opened)
            print("race, \(engine): 5 codes, each used by 16 at once: opened \(opened), 5xx 0")
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody fills a mailbox with codes and links`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let booked = await house.book(TestHouse.tuesday)
            let reference = booked.json?["reference"]?.string ?? ""
            for _ in 0..<10 {
                _ = try await ask(house)
                _ = await house.guest.send(.post, "/bookings/ref/\(reference)/link", ["email": .string(Self.john)])
            }
            try await house.composition.worker.drain()
            let sent = try await house.number(
                "SELECT COUNT(*) FROM messages WHERE kind IN ('customer.code', 'link_sent')")
            #expect(sent == 4, "three at once, and a fourth after no pause")
        }
    }

    /// Who books with somebody's telephone number and an address of their own sees only what they booked themselves.
    @Test(arguments: TestEngine.available)
    func `a shared telephone number shows nothing`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let victim: JSON = [
                "business_id": .string(house.business), "offering_id": .string(house.lesson),
                "start": .string(TestHouse.tuesday), "client_name": "Vic", "client_phone": "+34600111222",
            ]
            let theirs = try await house.owner.made("/bookings", victim)
            let own = await house.book("2026-11-24T09:00:00Z", Self.john, ["client_phone": "+34600111222"])
            #expect(own.status == 201)
            let seen = references(await (try await door(house)).get("/customer/bookings"))
            #expect(seen == [own.json?["reference"]?.string ?? ""] && seen != [theirs["reference"]?.string ?? ""])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an account whose address is proved needs no code, and its API key does not stand for it`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let nora = try await house.person("nora")
            let email = "nora@daybook.example"
            #expect(await house.book(TestHouse.tuesday, email).status == 201)
            let door = house.guest.as(nora)
            #expect(await door.get("/customer/bookings").status == 401, "not proved yet")
            let token = try await house.token("registered", to: email)
            _ = try await door.made("/auth/verify-email", ["token": .string(token)])
            #expect(references(await door.get("/customer/bookings")).count == 1)
            let key: JSON = [
                "name": "Site", "scopes": ["booking:view_all"], "expires_in_days": 30,
                "password": .string(TestHouse.password),
            ]
            let made = try await door.made("/auth/api-keys", key)["key"]?.string
            #expect(await house.guest.as(made).get("/customer/bookings").status == 401)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a browser asks, reads its mail, sees its bookings, and leaves`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let booked = await house.book(TestHouse.tuesday)
            let reference = booked.json?["reference"]?.string ?? ""
            let (browser, other) = (Browser(house.composition.site), Browser(house.composition.site))
            #expect(await browser.get("/b/\(reference)/my").status == 404)
            #expect(await browser.post("/my", ["email": "x"]).status == 422)
            #expect(await browser.post("/my", ["email": Self.john]).header("location") == "/my/code")
            #expect(await browser.get("/my/code").status == 200)
            #expect(await other.get("/my/code").header("location") == "/my")
            let typed = try #require(try await code(house))
            #expect(await other.post("/my/code", ["code": typed]).status == 401)
            let entered = await browser.post("/my/code", ["code": typed])
            #expect(entered.header("location") == "/my")
            #expect(entered.headers.contains { $0.value.contains("SameSite=Strict") && $0.value.contains("HttpOnly") })
            let list = await browser.get("/my")
            #expect(list.text.contains("/b/\(reference)/my") && list.text.contains("Private lesson"))
            #expect(await browser.get("/b/\(reference)/my").status == 200)
            #expect(await other.get("/b/\(reference)/my").status == 404)
            let asked = await browser.get("/b/\(reference)/my/cancel")
            #expect(asked.status == 200)
            #expect(await browser.post("/b/\(reference)/my/cancel", ["share": "10000"], from: asked).status == 303)
            #expect(await browser.get("/my?when=past").text.contains("status-cancelled"))
            house.clock.advance(by: .hours(2))
            #expect(await browser.get("/b/\(reference)/my").status == 404)
            #expect(await browser.post("/my/leave", [:]).status == 303)
        }
    }

    /// Nothing is kept in memory: what one node has ended is over on the next at once.
    @Test(arguments: TestEngine.available)
    func `a link that is ended on one node opens nothing on another`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let booked = await house.book(TestHouse.tuesday)
            let id = booked.json?["id"]?.string ?? ""
            let path = booked.json?["manage_url"]?.string.map { String($0.dropFirst("http://localhost".count)) } ?? ""
            let second = try await TestHouse.compose(house.store, house.clock)
            let (here, there) = (Browser(house.composition.site), Browser(second.site))
            #expect(await here.get(path).status == 200)
            #expect(await there.get(path).status == 200)
            let links = try await house.owner.accepted(.get, "/bookings/\(id)/links")["links"]?.array ?? []
            for link in links {
                let address = "/bookings/\(id)/links/\(link["id"]?.string ?? "")"
                #expect(await house.owner.send(.delete, address).status == 204)
            }
            for browser in [here, there] {
                for tail in ["", "/cancel", "/move", "/invite.ics", "/check-in.svg"] {
                    #expect(await browser.get(path + tail).status == 404, "\(tail)")
                }
                #expect(await browser.post("\(path)/cancel", ["share": "10000"]).status == 404)
            }
            #expect(try await house.number("SELECT COUNT(*) FROM bookings WHERE status = 'confirmed'") == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `each participant whose address is known gets a link to look, and a mail tells nothing of the others`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let pool = try await house.owner.made(
                "/businesses/\(house.business)/resources", ["kind": "room", "name": "Pool", "capacity": 4])
            let offering: JSON = [
                "kind": "appointment", "name": "Pair lesson", "duration_minutes": 60, "price": "50.00",
                "asks_names": true, "max_party": 3, "needs": [[pool["id"] ?? .null]],
            ]
            let pair = try await house.owner.made("/businesses/\(house.business)/offerings", offering)
            let wish: [String: JSON] = [
                "offering_id": pair["id"] ?? .null, "party": 2, "participants": ["Ben Roe", "Cai Poe"],
                "participant_emails": ["ben@example.com", ""], "notes": "John's back hurts",
            ]
            let booked = await house.book(TestHouse.tuesday, Self.john, wish)
            #expect(booked.status == 201, "\(booked.text)")
            try await house.composition.worker.drain()
            let texts = try await house.store.read { db in
                try db.rows(
                    """
                    SELECT body, COALESCE(calendar, '') FROM messages WHERE to_address = 'ben@example.com'
                    """
                ).map { try "\($0[0] as String) \($0[1] as String)" }
            }
            #expect(texts.count == 1)
            let mail = try #require(texts.first)
            for hidden in ["John", "john@", "Cai Poe", "back hurts", "€50"] {
                #expect(!mail.contains(hidden), "\(hidden)")
            }
            let path = try #require(mail.firstMatch(of: /\/b\/[A-Z0-9]{8}\/[A-Za-z0-9_-]{43}/)).output
            let browser = Browser(house.composition.site)
            for tail in ["", "/invite.ics"] {
                let page = await browser.get(path + tail)
                #expect(page.status == 200)
                for hidden in ["John Doe", "john@", "Cai Poe", "back hurts", "50.00", "/cancel", "/move"] {
                    #expect(!page.text.contains(hidden), "\(tail) \(hidden)")
                }
            }
        }
    }
}
