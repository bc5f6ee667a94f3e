import Customers
import HTTPTypes
import House
import Identity
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import Privacy
@testable import daybook

/// Who is erased is gone, the books are whole, and nobody comes back by accident (M4).
@Suite struct ErasureTests {
    private func customer(_ house: TestHouse, _ email: String = "john@example.com") async throws -> String {
        try await house.store.read { db in
            let id: CustomerID? = try db.value("SELECT id FROM customers WHERE email = \(email)")
            return id?.description ?? "nobody"
        }
    }

    private func path(_ house: TestHouse, _ customer: String) -> String {
        "/privacy/\(house.business)/customers/\(customer)"
    }

    /// Maria, logged in anew: a token does not outlive a day.
    private func owner(_ house: TestHouse) async throws -> APIDoor {
        let login: JSON = ["username": "maria", "password": .string(TestHouse.password)]
        return house.guest.as(try await house.guest.made("/auth/login", login)["access_token"]?.string)
    }

    /// What `verify` finds, after the chain has been closed over everything.
    private func faults(_ house: TestHouse) async throws -> [String] {
        while try await house.store.write({ db in try EventLog.seal(in: db) }) > 0 {}
        return try await house.store.read { db in
            try house.composition.all.flatMap { $0.proofs }.flatMap { try $0.check(db).faults }
        }
    }

    private func everything(_ house: TestHouse) async throws -> String {
        try await house.store.read { db in
            try db.tableNames().map { name in "\(try db.allRows(ofTable: name).map(\.values))" }.joined()
        }
    }

    @Test(arguments: TestEngine.available)
    func `an erased client leaves claims, counts and prices behind, and a chain that holds`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let made = await house.book(TestHouse.tuesday, "john@example.com", ["notes": "Johns-own-words"])
            let booking = made.json?["id"]?.string ?? ""
            _ = try await house.owner.accepted(.put, "/bookings/\(booking)/notes", ["internal_notes": "Johns-file"])
            #expect(try await faults(house) == [])
            house.clock.advance(by: .days(3))
            try await house.composition.worker.drain()
            let customer = try await customer(house)
            let (claims, price) = (
                try await house.number("SELECT COUNT(*) FROM claims"),
                try await house.number("SELECT CAST(SUM(price) AS BIGINT) FROM bookings")
            )
            for word in ["Johns-own-words", "Johns-file", "john@example.com", "John Doe"] {
                #expect(try await everything(house).contains(word), "\(word)")
            }
            let owner = try await owner(house)
            let answer = await owner.send(.delete, path(house, customer))
            #expect(answer.status == 204, "\(answer.text)")
            let left = try await everything(house)
            for word in ["Johns-own-words", "Johns-file", "john@example.com", "John Doe"] {
                #expect(!left.contains(word), "\(word)")
            }
            #expect(try await house.number("SELECT COUNT(*) FROM claims") == claims)
            #expect(try await house.number("SELECT CAST(SUM(price) AS BIGINT) FROM bookings") == price)
            #expect(try await house.number("SELECT COUNT(*) FROM customers WHERE erased_at IS NOT NULL") == 1)
            #expect(try await faults(house) == [])
            #expect(await owner.send(.delete, path(house, customer)).status == 404)
            // The sweep is due soon, and runs on this engine.
            house.clock.advance(by: .minutes(1))
            try await house.composition.worker.drain()
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Privacy.purge'") == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `details that go without an erasure are noticed`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            #expect(try await faults(house) == [])
            try await house.store.write { db in
                try db.execute(
                    "UPDATE events SET details = '{}', details_salt = NULL WHERE action = 'booking.confirmed'")
            }
            #expect(try await faults(house).count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `bookings to come are in the way unless they are cancelled too`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            let customer = try await customer(house)
            let before = try await house.rows()
            let refused = await house.owner.send(.delete, path(house, customer))
            #expect(refused.status == 409 && refused.code == "bookings_upcoming")
            #expect(refused.json?["bookings"]?.array?.count == 1)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await house.owner.send(.delete, path(house, customer) + "?cancels_upcoming=true").status == 204)
            #expect(try await house.number("SELECT COUNT(*) FROM bookings WHERE status = 'cancelled'") == 1)
            #expect(try await house.number("SELECT COUNT(*) FROM claims WHERE released_at IS NULL") == 0)
            try await house.composition.worker.drain()
            #expect(try await house.number("SELECT COUNT(*) FROM messages WHERE to_address = 'john@example.com'") == 0)
        }
    }

    /// Either the booking was there first and stands, and the erasure is refused; or it waits and is somebody new's.
    @Test(arguments: TestEngine.available)
    func `who is erased while they book is there whole or not at all`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            for round in 0..<12 {
                let email = "race\(round)@example.com"
                let day = 24 + round / 6
                func start(_ hour: Int) -> String { "2026-11-\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z" }
                let hour = 8 + round % 6
                let first = await house.book(start(hour), email)
                let customer = try await customer(house, email)
                let id = first.json?["id"]?.string ?? ""
                _ = try await house.owner.accepted(.put, "/bookings/\(id)/cancel", ["reason": "Ill"])
                let path = path(house, customer)
                let owner = house.owner
                async let erased = owner.send(.delete, path)
                async let booked = house.book(start(hour), email)
                let (gone, made) = (await erased, await booked)
                #expect(made.status == 201, "\(made.text)")
                let owners: [Int] = try await house.store.read { db in
                    try db.rows(
                        """
                        SELECT COUNT(*) FROM bookings b JOIN customers c ON c.business_id = b.business_id AND c.id = b.customer_id
                        WHERE b.client_email = \(email) AND (c.erased_at IS NOT NULL OR c.email <> \(email))
                        """
                    ).map { try $0[0] }
                }
                #expect(owners == [0], "round \(round): somebody erased has a booking with their name")
                #expect(gone.status == 204 || gone.code == "bookings_upcoming", "\(gone.text)")
            }
            #expect(try await faults(house) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business's period erases who has not been there, and nobody else`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday, "old@example.com")
            house.clock.advance(by: .days(200))
            _ = await house.book("2027-06-14T08:00:00Z", "new@example.com")
            let path = "/privacy/\(house.business)/settings"
            let owner = try await owner(house)
            let set = try await owner.accepted(.put, path, ["asks_news": false, "erase_after_months": 6])
            #expect(set["would_erase_now"] == 1)
            house.clock.advance(by: .hours(2))
            try await house.composition.worker.drain()
            #expect(try await customer(house, "old@example.com") == "nobody")
            #expect(try await customer(house, "new@example.com") != "nobody")
            #expect(
                try await house.number(
                    "SELECT COUNT(*) FROM events WHERE action = 'customer.erased' AND actor = 'system'") == 1)
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Privacy.retain'") == 1)
            let again = try await self.owner(house)
            _ = try await again.accepted(.put, path, ["asks_news": true])
            #expect(try await house.number("SELECT COUNT(*) FROM jobs WHERE kind = 'Privacy.retain'") == 0)
            let wrong = await again.send(.put, path, ["asks_news": true, "erase_after_months": 0])
            #expect(wrong.status == 422)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a consent is asked for only where the business asks, kept with its words, and taken back by another row`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday, "john@example.com", ["wants_news": true])
            #expect(try await house.number("SELECT COUNT(*) FROM consents") == 0)
            _ = try await house.owner.accepted(
                .put, "/privacy/\(house.business)/settings", ["asks_news": true])
            _ = await house.book("2026-11-24T09:00:00Z", "john@example.com", ["wants_news": true])
            _ = await house.book("2026-11-24T10:00:00Z", "john@example.com", ["wants_news": true])
            let consents = path(house, try await customer(house)) + "/consents"
            let given = try await house.owner.accepted(.get, consents).array ?? []
            #expect(given.count == 1 && given.first?["door"] == "api")
            #expect(given.first?["wording"] == "Swim School may send me news by mail.")
            let back: JSON = ["purpose": "news", "wording": "No more news", "is_given": false]
            let noted = await house.owner.send(.post, consents, back, key: "once")
            #expect(noted.status == 201)
            #expect(await house.owner.send(.post, consents, back, key: "once").json == noted.json)
            let all = try await house.owner.accepted(.get, consents).array ?? []
            #expect(all.map { $0["is_given"] } == [false, true])
            #expect(
                await house.owner.send(.post, consents, ["purpose": "news", "wording": "", "is_given": 3]).status == 422
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client who has proved their address asks, the owner answers, and the link of somebody erased opens nothing`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let made = await house.book(TestHouse.tuesday)
            let url = made.json?["manage_url"]?.string ?? ""
            let bare = String(url.dropFirst("http://localhost".count)) + "/privacy"
            let browser = Browser(house.composition.site)
            // Whoever books under somebody's address has a link too.
            for path in [bare, bare + "/data.json"] {
                let answer = await browser.get(path)
                #expect(answer.status == 303 && answer.header("location") == "/my" && answer.text.isEmpty)
            }
            let untouched = try await house.rows()
            for path in [bare + "/erase", bare + "/news"] {
                let answer = await browser.post(path, [:])
                #expect(answer.status == 303 && answer.header("location") == "/my" && answer.text.isEmpty)
            }
            #expect(try await house.rows().differences(from: untouched) == [])
            let links = house.composition.site.pages.filter { $0.path.hasPrefix("/b/{reference}/{key}/privacy") }
            #expect(links.count == 4, "each door to a client's own data is asked above")
            let proof = Secret()
            try await house.store.write { db in
                let id = db.newID(CustomerID.self)
                try db.execute(
                    """
                    INSERT INTO customer_sessions (id, token_hash, email, created_at, expires_at)
                    VALUES (\(id), \(proof.hash), 'john@example.com', \(db.now), \(db.now + .hours(2)))
                    """)
            }
            browser.have(house.composition.house.cookie.customer, proof.text)
            let reference = made.json?["reference"]?.string ?? ""
            let link = "/b/\(reference)/my/privacy"
            #expect(await browser.get(link).text.contains("john@example.com"))
            #expect(await browser.get(link + "/data.json").json?["customers"]?.array?.count == 1)
            #expect(await browser.post(link + "/erase", [:]).status == 303)
            #expect(await browser.post(link + "/erase", [:]).status == 303)
            let path = "/privacy/\(house.business)/requests"
            #expect(try await house.owner.accepted(.get, path).array?.count == 1)
            let customer = try await customer(house)
            #expect(
                await house.owner.send(.delete, self.path(house, customer) + "?cancels_upcoming=true").status == 204)
            #expect(try await house.owner.accepted(.get, path).array?.isEmpty == true)
            #expect(await browser.get(link).status == 404)
            let cause = try await house.store.read { db in
                try db.value("SELECT details FROM events WHERE action = 'customer.erased'", as: String.self)
            }
            #expect(cause?.contains("\"request\"") == true)
        }
    }
}
