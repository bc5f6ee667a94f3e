import Catalogue
import House
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings
@testable import Scheduling

/// Damage to the ledger of claims and seats.
@Suite struct LedgerTests {
    @Test(arguments: TestEngine.available)
    func `each kind of damage to the ledger is found`(_ engine: TestEngine) async throws {
        let seat: SQL = "(SELECT MIN(id) FROM claims WHERE booking_id <> 0)"
        let damage: [(String, [SQL])] = [
            ("a counter that is too high", ["UPDATE resources SET claimed = claimed + 1 WHERE kind = 'seats'"]),
            (
                "a counter of overbooked seats that is too high",
                ["UPDATE resources SET overbooked = overbooked + 1 WHERE kind = 'seats'"]
            ),
            ("a seat that is marked as overbooked", ["UPDATE claims SET is_overbooked = 1 WHERE id = \(seat)"]),
            ("a seat given back but not counted", ["UPDATE claims SET released_at = 1 WHERE id = \(seat)"]),
            (
                "a seat of a party too small",
                [
                    "UPDATE claims SET units = 1 WHERE id = \(seat)",
                    "UPDATE resources SET claimed = 1 WHERE kind = 'seats' AND claimed = 2",
                ]
            ),
            ("a seat at another time", ["UPDATE claims SET from_at = from_at + 1 WHERE id = \(seat)"]),
            (
                "a booking that says another session",
                [
                    "UPDATE bookings SET session_id = (SELECT MAX(id) FROM course_sessions) WHERE session_id IS NOT NULL"
                ]
            ),
            ("a cancelled booking with seats", ["UPDATE bookings SET status = 'cancelled'"]),
            (
                "a cancelled booking with a claim at another time",
                ["UPDATE bookings SET status = 'cancelled', start_at = start_at - 7200000, end_at = end_at - 7200000"]
            ),
            (
                "a cancelled session with its teacher",
                ["UPDATE course_sessions SET cancelled_at = 1 WHERE id = (SELECT MAX(id) FROM course_sessions)"]
            ),
            (
                "a session without its teacher",
                ["UPDATE claims SET released_at = 1 WHERE id = (SELECT MAX(id) FROM claims WHERE booking_id = 0)"]
            ),
            (
                "a teacher's claim for a session that is not there",
                ["UPDATE claims SET session_id = 5 WHERE id = (SELECT MAX(id) FROM claims WHERE booking_id = 0)"]
            ),
        ]
        for (name, statements) in damage {
            try await World.with(engine) { world in
                let course = try await world.course(needs: [[world.resource("Ana")]])
                world.clock.advance(by: .minutes(1))
                let session = try await world.session(course)
                _ = try await world.session(course, World.tuesday(11))
                world.clock.advance(by: .minutes(1))
                _ = try await world.seat(session, "a@example.com", party: 2)
                #expect(try await world.faults() == [])
                try await world.house.store.write { db in for each in statements { try db.execute(each) } }
                let faults = try await world.faults()
                #expect(faults != [], "\(name)")
            }
        }
    }

    /// A table that is stored by its key is looked into once more for each entry, also for those that end too early.
    @Test func `claims are read from their index alone`() async throws {
        try await World.with(.sqlite) { world in
            let plan = try await world.house.store.read { db in
                let book = try world.book(in: db)
                let span = Interval(from: World.tuesday(), lasting: .hours(1))
                let claims = Ledger.overlapping(book.business.id, Array(book.resources.values), span)
                return try db.rows("EXPLAIN QUERY PLAN \(claims)").map { "\($0.values)" }.joined()
            }
            #expect(plan.contains("USING COVERING INDEX claims_open"), "\(plan)")
        }
    }
}
