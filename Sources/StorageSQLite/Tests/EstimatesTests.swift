import Kernel
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite struct EstimatesTests {
    private static let migrations = [
        Migration(
            "001",
            """
            CREATE TABLE visits (business_id BIGINT NOT NULL, id BIGINT NOT NULL, guest_id BIGINT NOT NULL, status TEXT NOT NULL,
                PRIMARY KEY (business_id, id))
            """,
            "CREATE INDEX visits_guest ON visits (business_id, guest_id)")
    ]

    @Test func `one guest's visits are found by the guest, not by reading all that the business has`() async throws {
        let store = try await TestDatabase.make(.sqlite, migrations: Self.migrations)
        func plan() async throws -> String {
            try await store.read { db in
                try db.rows(
                    "EXPLAIN QUERY PLAN SELECT id FROM visits WHERE business_id = 1 AND guest_id = 2 AND status = 'here'"
                ).map { try $0["detail"] as String }.joined()
            }
        }
        let first = try await plan()
        #expect(first.contains("visits_guest (business_id=? AND guest_id=?)"), "\(first)")
        let again = try await Migrator(
            store, Self.migrations + [Migration("002", "CREATE UNIQUE INDEX visits_id ON visits (id)")]
        ).run()
        #expect(again == ["002"])
        let told = try await store.read { db in
            try db.rows("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'visits' ORDER BY idx").map {
                "\(try $0[0] as String) \(try $0[1] as String)"
            }
        }
        #expect(told == ["visits 1000000 50000 1", "visits_guest 1000000 50000 5", "visits_id 1000000 1"])
        await store.close()
    }
}
