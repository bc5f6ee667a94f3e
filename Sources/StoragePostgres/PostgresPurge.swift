import Storage

/// Statements that no transaction may hold: `@unchecked Sendable`, touched by the thread that runs it only.
final class PostgresPurge: PostgresRequest, @unchecked Sendable {
    private let tables: [SQL]
    private let caller: CheckedContinuation<Void, any Error>

    init(_ tables: [SQL], _ caller: CheckedContinuation<Void, any Error>) {
        self.tables = tables
        self.caller = caller
    }

    func run(on connection: PostgresConnection) throws {
        do {
            connection.begin([])
            // A big table takes longer than a statement may; for its lock nobody waits longer than for any other.
            try connection.script("SET statement_timeout = 0")
            defer { try? connection.script("RESET statement_timeout") }
            // Only after this are names gone from the notes of what is often in a column.
            for table in tables { try connection.script("VACUUM (FULL, ANALYZE) \(table.text)") }
            try connection.script("VACUUM (FULL) pg_statistic")
            try checkpoint(connection)
            caller.resume()
        } catch {
            if connection.isLost { throw error }
            caller.resume(throwing: error)
        }
    }

    func fail(_ error: any Error) { caller.resume(throwing: error) }

    /// Files that are no longer used go now. Whoever may not ask for it has the server do it within its `checkpoint_timeout`.
    private func checkpoint(_ connection: PostgresConnection) throws {
        do { try connection.script("CHECKPOINT") } catch StorageFault.statement(code: "42501", message: _) {}
    }
}
