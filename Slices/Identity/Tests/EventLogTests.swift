import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import Identity

/// The record of what happened can't be rewritten unnoticed (M3).
@Suite struct EventLogTests {
    private static let migrations = JobQueue.migrations + IdentitySlice.migrations

    /// Two businesses with three events each, sealed in two goes.
    private func with(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
        try await TestDatabase.with(engine, migrations: Self.migrations) { store in
            for number in 1...3 {
                try await store.write { db in
                    for business: Int64 in [7, 8] {
                        try EventLog(listeners: [:]).emit(
                            "booking.confirmed", business: business, subject: "bkg_\(number)", by: .system,
                            details: ["number": .integer(Int64(number))], in: db)
                    }
                }
                if number > 1 { while try await store.write({ db in try EventLog.seal(limit: 3, in: db) }) > 0 {} }
            }
            try await body(store)
        }
    }

    private func faults(_ store: any Store) async throws -> (checked: Int, faults: [String]) {
        try await store.read(EventLog.chainProof.check)
    }

    @Test(arguments: TestEngine.available)
    func `sealed chains are whole, one a business`(_ engine: TestEngine) async throws {
        try await with(engine) { store in
            let found = try await faults(store)
            #expect(found.checked == 6 && found.faults == [])
            let positions: [Int] = try await store.read { db in
                try db.rows("SELECT position FROM events ORDER BY business_id, position").map { try $0[0] }
            }
            #expect(positions == [1, 2, 3, 1, 2, 3])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an event that is changed, taken out, put in or cut off is noticed`(_ engine: TestEngine) async throws {
        let tampers: [SQL] = [
            "UPDATE events SET details = '{}' WHERE business_id = 7 AND position = 2",
            "UPDATE events SET actor = 'guest' WHERE business_id = 7 AND position = 3",
            "UPDATE events SET address = '203.0.113.9' WHERE business_id = 7 AND position = 2",
            "UPDATE events SET address = '', agent = '', origin_salt = NULL WHERE business_id = 7 AND position = 2",
            "UPDATE events SET details = '{}', details_salt = NULL WHERE business_id = 7 AND position = 2",
            "UPDATE events SET at = at + 1 WHERE business_id = 7 AND position = 1",
            "DELETE FROM events WHERE business_id = 7 AND position = 2",
            "DELETE FROM events WHERE business_id = 7 AND position = 3",
            """
            INSERT INTO events (business_id, id, action, actor, subject, details, address, agent, at, position, hash)
            VALUES (7, 1, 'booking.confirmed', 'system', 'bkg_9', '{}', '', '', 1, 4, 'abc')
            """,
        ]
        for tamper in tampers {
            try await with(engine) { store in
                try await store.write { db in try db.execute(tamper) }
                #expect(try await !faults(store).faults.isEmpty, "\(tamper)")
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `sealers at once make one chain`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine, migrations: Self.migrations) { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await store.write { db in
                            try EventLog(listeners: [:]).emit(
                                "x.y", business: 7, subject: "\(number)", by: .system, in: db)
                        }
                        _ = try await store.write { db in try EventLog.seal(limit: 10, in: db) }
                    }
                }
                try await group.waitForAll()
            }
            while try await store.write({ db in try EventLog.seal(in: db) }) > 0 {}
            let found = try await faults(store)
            #expect(found.checked == 40 && found.faults == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an event writes the jobs of its listeners, and only with its transaction`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine, migrations: Self.migrations) { store in
            let log = EventLog(listeners: ["a.b": ["One.do", "Two.do"]])
            struct Regret: Error {}
            for isKept in [false, true] {
                try? await store.write { db -> Void in
                    try log.emit("a.b", business: 7, subject: "bkg_1", by: .system, in: db)
                    try log.emit("a.c", business: 7, subject: "bkg_1", by: .system, in: db)
                    if !isKept { throw Regret() }
                }
            }
            let counts = try await store.read { db in
                (try db.value("SELECT COUNT(*) FROM events") ?? 0, try db.value("SELECT COUNT(*) FROM jobs") ?? 0)
                    as (Int, Int)
            }
            #expect(counts == (2, 2))
        }
    }
}
