import Kernel

/// Brings a database forward, one transaction a step, under a lock that all nodes share.
package struct Migrator: Sendable {
    private let store: any Store
    private let migrations: [Migration]

    package init(_ store: any Store, _ migrations: [Migration]) {
        self.store = store
        self.migrations = migrations
    }

    /// Applies what is missing and returns the names applied. Throws `StorageFault.migration` when the database knows a
    /// step that this program does not: it belongs to a later version.
    @discardableResult
    package func run() async throws -> [String] {
        let names = try await Set(pending())
        var applied: [String] = []
        for migration in migrations where names.contains(migration.name) {
            if try await apply(migration) { applied.append(migration.name) }
        }
        if !applied.isEmpty { try await store.write { db in try db.writeEstimates() } }
        return applied
    }

    /// The names of the steps that `run` would apply.
    package func pending() async throws -> [String] {
        try await prepare()
        let known = try await store.read { db in
            try Set(db.rows("SELECT name FROM migrations").map { try $0[0] as String })
        }
        let strangers = known.subtracting(migrations.map(\.name))
        guard strangers.isEmpty else {
            throw StorageFault.migration(
                "the database is newer than this program: \(strangers.sorted().joined(separator: ", "))")
        }
        return migrations.map(\.name).filter { !known.contains($0) }
    }

    private func prepare() async throws {
        try await store.write { db in
            try db.lockMigrations()
            try db.script(
                "CREATE TABLE IF NOT EXISTS migrations (name TEXT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)")
        }
    }

    private func apply(_ migration: Migration) async throws -> Bool {
        try await store.write { db in
            try db.lockMigrations()
            guard try !db.exists("SELECT 1 FROM migrations WHERE name = \(migration.name)") else { return false }
            for text in migration.texts(for: db.dialect) { try db.run(migrationText: text) }
            try db.execute("INSERT INTO migrations (name, applied_at) VALUES (\(migration.name), \(db.now))")
            return true
        }
    }
}

extension Transaction {
    /// One node at a time, until the transaction ends. On SQLite the writer is alone already. However long the other node or a step of
    /// this one takes, nobody gives up over it; what stands in the way of a step has as long as ever.
    fileprivate func lockMigrations() throws {
        guard dialect == .postgres else { return }
        let patience: String = try value("SELECT current_setting('lock_timeout')") ?? "5s"
        _ = try rows("SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)")
        _ = try rows("SELECT pg_advisory_xact_lock(20260901)")
        _ = try rows("SELECT set_config('lock_timeout', \(patience), true)")
    }

    /// The text comes from a `Migration`'s literals, rewritten for the dialect.
    fileprivate func run(migrationText text: String) throws { try connection.script(text) }
}
