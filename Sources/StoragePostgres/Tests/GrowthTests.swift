import Storage
import TestSupport
import Testing

/// Rows are wide, as bookings are, so few of them are expected on the pages of a new table; then both indexes seem to lead to one row, and of
/// plans that seem to cost the same PostgreSQL takes the one by the newest.
private let visits = [
    Migration(
        "T 001",
        "CREATE TABLE visits (shop_id BIGINT NOT NULL, id BIGINT NOT NULL, guest BIGINT NOT NULL, note CHAR(900), PRIMARY KEY (shop_id, id))",
        "CREATE INDEX visits_guest ON visits (shop_id, guest)",
        // On a busy machine the server's own count could come first.
        "ALTER TABLE visits SET (autovacuum_enabled = false)")
]

/// What PostgreSQL knows of young tables (S2, decision 0007).
@Suite(.serialized) struct GrowthTests {
    @Test func `a table that grows is counted at once, and its rows are found by the right index`() async throws {
        try await TestDatabase.with(.postgres, migrations: visits, connections: 1) { store in
            let before = try await index(store)
            #expect(before == "visits_guest")
            try await add(1...300, store)
            #expect(try await counted(store) == ["visits"])
            let after = try await index(store)
            #expect(after == "visits_pkey")
            let again = try await store.write { db in try db.countGrown() }
            #expect(again.isEmpty)
            print("S2: a visit is found by \(before) before it is counted and by \(after) after")
        }
    }

    @Test func `a few rows more are not counted, a third more are`() async throws {
        try await TestDatabase.with(.postgres, migrations: visits, connections: 1) { store in
            try await add(1...300, store)
            #expect(try await counted(store) == ["visits"])
            try await add(301...340, store)
            try await store.write { db in _ = try db.rows("SELECT pg_stat_force_next_flush()") }
            let none = try await store.write { db in try db.countGrown() }
            #expect(none.isEmpty)
            try await add(341...640, store)
            #expect(try await counted(store) == ["visits"])
        }
    }

    @Test func `the embedded engine was told what to expect`() async throws {
        try await TestDatabase.with(.sqlite) { store in
            let none = try await store.write { db in try db.countGrown() }
            #expect(none.isEmpty)
        }
    }

    private func add(_ ids: ClosedRange<Int>, _ store: any Store) async throws {
        try await store.write { db in
            for id in ids {
                try db.execute("INSERT INTO visits (shop_id, id, guest, note) VALUES (1, \(id), \(id % 100), '')")
            }
        }
    }

    /// The index by which one visit is looked up.
    private func index(_ store: any Store) async throws -> String {
        try await store.read { db in
            let plan: [String] = try db.rows("EXPLAIN SELECT 1 FROM visits WHERE shop_id = 1 AND id = 2").map {
                try $0[0]
            }
            return plan.joined(separator: " ").split(separator: " ").first { $0.hasPrefix("visits_") }
                .map(String.init) ?? "no index"
        }
    }

    /// The server hears of a session's rows about a second late.
    private func counted(_ store: any Store) async throws -> [String] {
        for _ in 1...100 {
            let tables = try await store.write { db in
                _ = try db.rows("SELECT pg_stat_force_next_flush()")
                return try db.countGrown()
            }
            if !tables.isEmpty { return tables }
            try await Task.sleep(for: .milliseconds(50))
        }
        return []
    }
}
