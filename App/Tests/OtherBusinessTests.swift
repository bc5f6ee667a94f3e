import Catalogue
import Customers
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

/// An erasure ends at the door of the business that makes it, and goes as far as that (M4).
@Suite struct OtherBusinessTests {
    /// John has booked in Swim School and in Climbing Hall, and looks at both.
    private static func bothKnowJohn(_ house: TestHouse) async throws -> (wish: JSON, made: Answer) {
        _ = await house.book(TestHouse.tuesday)
        let hall = try await house.owner.made(
            "/businesses", ["name": "Climbing Hall", "zone": "Europe/Madrid", "currency": "EUR"])
        let path = "/businesses/\(hall["id"]?.string ?? "")"
        let eva = try await house.owner.made("\(path)/resources", ["kind": "person", "name": "Eva"])
        let hours: JSON = ["hours": [["weekday": 2, "opens": "09:00", "closes": "17:00"]]]
        _ = try await house.owner.accepted(.put, "\(path)/schedules", hours)
        let climb = try await house.owner.made(
            "\(path)/offerings",
            [
                "kind": "appointment", "name": "Climb", "duration_minutes": 60, "price": "20.00",
                "needs": [[eva["id"] ?? .null]],
            ])
        let wish: JSON = [
            "offering_id": climb["id"] ?? .null, "start": "2026-11-24T10:00:00Z", "client_name": "John Doe",
            "client_email": "john@example.com",
        ]
        let made = await house.guest.send(.post, "/public/climbing-hall/book", wish, key: "hall")
        guard made.status == 201 else { throw Refused(made) }
        _ = try await house.prove("john@example.com")
        _ = try await house.guest.made("/customer/codes", ["email": "john@example.com"])
        try await house.composition.worker.drain()
        return (wish, made)
    }

    private static func clients(_ house: TestHouse) async throws -> [(path: String, slug: String)] {
        try await house.store.read { db in
            try db.rows(
                """
                SELECT c.business_id, c.id, b.slug FROM customers c JOIN businesses b ON b.id = c.business_id
                WHERE c.email = 'john@example.com' ORDER BY b.slug DESC
                """
            ).map { row in
                let (business, id): (BusinessID, CustomerID) = (try row[0], try row[1])
                return ("/privacy/\(business)/customers/\(id)?cancels_upcoming=true", try row[2])
            }
        }
    }

    private static let platform: SQL = """
        SELECT (SELECT COUNT(*) FROM customer_sessions) * 1000 + (SELECT COUNT(*) FROM customer_codes) * 100
            + (SELECT COUNT(*) FROM messages WHERE kind = 'customer.code') * 10
            + (SELECT COUNT(*) FROM idempotency_keys WHERE key = 'hall')
        """

    @Test(arguments: TestEngine.available)
    func `who is erased at one business keeps what they have at another, until that erases them too`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let (wish, made) = try await Self.bothKnowJohn(house)
            #expect(try await house.number(Self.platform) == 1_111)
            let clients = try await Self.clients(house)
            #expect(clients.map(\.slug) == ["swim-school", "climbing-hall"])
            // What is held by one tells it nothing of the other.
            let held = try await house.owner.accepted(.get, house.held(try await house.customerOf("swim-school")))
            #expect(held["customer_sessions"] == nil && held["customer_codes"] == nil)
            #expect(await house.owner.send(.delete, clients[0].path).status == 204)
            #expect(try await house.number(Self.platform) == 1_111)
            let again = await house.guest.send(.post, "/public/climbing-hall/book", wish, key: "hall")
            #expect(again.status == 201 && again.text == made.text)
            #expect(await house.owner.send(.delete, clients[1].path).status == 204)
            #expect(try await house.number(Self.platform) == 0)
            let left = try await house.everything()
            for word in ["john@example.com", "John Doe", Secret.hash("john@example.com")] {
                #expect(!left.contains(word), "\(word)")
            }
        }
    }

    /// Each of two erasures that don't see each other would leave it to the other.
    @Test(arguments: TestEngine.available)
    func `two businesses that erase somebody at once leave nothing between them`(_ engine: TestEngine) async throws {
        for _ in 0..<3 {
            try await TestHouse.with(engine, connections: 8) { house in
                _ = try await Self.bothKnowJohn(house)
                let (clients, owner) = (try await Self.clients(house), house.owner)
                async let one = owner.send(.delete, clients[0].path)
                async let other = owner.send(.delete, clients[1].path)
                let statuses = [await one.status, await other.status]
                #expect(statuses == [204, 204])
                #expect(try await house.number(Self.platform) == 0)
                #expect(try await !house.everything().contains("john@example.com"))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `what others were told while somebody was to come is empty, also when it is sent only later`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            _ = await house.book(TestHouse.tuesday)
            try await house.bookPair(for: "ada@example.com", with: ("Johnny Doe", "john@example.com"))
            try await house.composition.worker.drain()
            try await house.store.write { db in
                // Somebody else comes in his place; the mails of before name him all the same.
                try db.execute(
                    "UPDATE participants SET name = 'Bea Roe', email = NULL WHERE email = 'john@example.com'")
                try db.execute("UPDATE messages SET state = 'queued' WHERE audience = 'owner'")
            }
            #expect(try await house.everything().contains("Johnny Doe"))
            let path = house.held(try await house.customer()) + "?cancels_upcoming=true"
            #expect(await house.owner.send(.delete, path).status == 204)
            let queued: SQL = "SELECT COUNT(*) FROM messages WHERE state = 'queued'"
            #expect(try await house.number(queued) == 1)
            #expect(
                try await house.number("SELECT COUNT(*) FROM messages WHERE state = 'queued' AND has_secret = 0") == 0)
            try await house.store.write { db in try db.execute("DELETE FROM messages WHERE state = 'queued'") }
            #expect(try await !house.everything().contains("Johnny Doe"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `the token of a held time is not kept longer than the time is held`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let wish: JSON = ["offering_id": .string(house.lesson), "start": .string(TestHouse.tuesday)]
            let held = await house.guest.send(.post, "/public/swim-school/hold", wish, key: "held")
            let token = try #require(held.json?["hold_token"]?.string)
            _ = await house.guest.send(
                .post, "/public/swim-school/book", house.wish("2026-11-24T09:00:00Z"), key: "booked")
            let housekeeping = Housekeeping(house: house.composition.house, keys: house.composition.identity.keys)
            await housekeeping.forget()
            let again = await house.guest.send(.post, "/public/swim-school/hold", wish, key: "held")
            #expect(again.json?["hold_token"]?.string == token)
            house.clock.advance(by: .minutes(11))
            await housekeeping.forget()
            #expect(try await !house.everything().contains(token))
            #expect(try await house.number("SELECT COUNT(*) FROM idempotency_keys WHERE key = 'booked'") == 1)
        }
    }
}

extension TestHouse {
    /// John, as the business with this address knows him.
    fileprivate func customerOf(_ slug: String) async throws -> String {
        try await store.read { db in
            let id: CustomerID? = try db.value(
                """
                SELECT c.id FROM customers c JOIN businesses b ON b.id = c.business_id
                WHERE c.email = 'john@example.com' AND b.slug = \(slug)
                """)
            return id?.description ?? "nobody"
        }
    }
}
