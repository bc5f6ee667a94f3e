import Catalogue
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
    /// What `verify` finds, after the chain has been closed over everything.
    private func faults(_ house: TestHouse) async throws -> [String] {
        while try await house.store.write({ db in try EventLog.seal(in: db) }) > 0 {}
        return try await house.store.read { db in
            try house.composition.all.flatMap { $0.proofs }.flatMap { try $0.check(db).faults }
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
            let customer = try await house.customer()
            let (claims, price) = (
                try await house.number("SELECT COUNT(*) FROM claims"),
                try await house.number("SELECT CAST(SUM(price) AS BIGINT) FROM bookings")
            )
            for word in ["Johns-own-words", "Johns-file", "john@example.com", "John Doe"] {
                #expect(try await house.everything().contains(word), "\(word)")
            }
            let owner = try await house.ownerAnew()
            let answer = await owner.send(.delete, house.held(customer))
            #expect(answer.status == 204, "\(answer.text)")
            let left = try await house.everything()
            for word in ["Johns-own-words", "Johns-file", "john@example.com", "John Doe"] {
                #expect(!left.contains(word), "\(word)")
            }
            #expect(try await house.number("SELECT COUNT(*) FROM claims") == claims)
            #expect(try await house.number("SELECT CAST(SUM(price) AS BIGINT) FROM bookings") == price)
            #expect(try await house.number("SELECT COUNT(*) FROM customers WHERE erased_at IS NOT NULL") == 1)
            #expect(try await faults(house) == [])
            #expect(await owner.send(.delete, house.held(customer)).status == 404)
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
            let customer = try await house.customer()
            let before = try await house.rows()
            let refused = await house.owner.send(.delete, house.held(customer))
            #expect(refused.status == 409 && refused.code == "bookings_upcoming")
            #expect(refused.json?["bookings"]?.array?.count == 1)
            #expect(try await house.rows().differences(from: before) == [])
            #expect(await house.owner.send(.delete, house.held(customer) + "?cancels_upcoming=true").status == 204)
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
                let customer = try await house.customer(email)
                let id = first.json?["id"]?.string ?? ""
                _ = try await house.owner.accepted(.put, "/bookings/\(id)/cancel", ["reason": "Ill"])
                let path = house.held(customer)
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

    /// A mail that is being written waits for the erasure, or is there first and goes with it.
    @Test(arguments: TestEngine.available)
    func `nobody is written to who is erased at that moment`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine, connections: 8) { house in
            for round in 0..<12 {
                let email = "mail\(round)@example.com"
                let made = await house.book("2026-11-\(24 + round / 6)T\(10 + round % 6):00:00Z", email)
                let id = made.json?["id"]?.string ?? ""
                try await house.composition.worker.drain()
                #expect(await house.owner.send(.post, "/bookings/\(id)/links", [:]).status == 202)
                let path = house.held(try await house.customer(email)) + "?cancels_upcoming=true"
                let (owner, worker) = (house.owner, house.composition.worker)
                async let erased = owner.send(.delete, path)
                async let drained = worker.drain()
                let (gone, _) = (await erased, try await drained)
                #expect(gone.status == 204, "\(gone.text)")
                try await worker.drain()
                #expect(try await !house.everything().contains(email), "round \(round)")
            }
        }
    }
}
