import Kernel

/// A consistent view of the database, inside `store.read`. Statements are synchronous: nothing can be awaited on it.
package class Snapshot {
    package let dialect: Dialect
    /// The one time of this transaction: every rule in it sees the same now.
    package let now: Instant
    let connection: any Connection

    package init(_ connection: any Connection, dialect: Dialect, now: Instant) {
        self.connection = connection
        self.dialect = dialect
        self.now = now
    }

    /// All rows of a SELECT (or of a statement with RETURNING inside a `Transaction`).
    package func rows(_ sql: SQL) throws -> [Row] { try connection.query(sql.text, sql.values) }

    /// The first row, or nil.
    package func first(_ sql: SQL) throws -> Row? { try rows(sql).first }

    /// The first column of the first row, or nil without rows.
    package func value<T: ColumnValue>(_ sql: SQL, as type: T.Type = T.self) throws -> T? { try first(sql)?[0] }

    /// Whether the SELECT has any row.
    package func exists(_ sql: SQL) throws -> Bool { try first(sql) != nil }
}

/// A change that happens whole or not at all, inside `store.write`.
package final class Transaction: Snapshot {
    private var actions: [@Sendable () -> Void] = []

    /// Runs a statement and returns the number of rows changed.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try connection.execute(sql.text, sql.values) }

    /// Runs statements without values, as migrations do.
    package func script(_ sql: SQL) throws { try connection.script(sql.text) }

    /// Work whose statements are undone, and whose row locks are given back, when it throws; the transaction goes on.
    package func savepoint<T>(_ body: () throws -> T) throws -> T {
        let waiting = actions.count
        try connection.script("SAVEPOINT attempt")
        do {
            let result = try body()
            try connection.script("RELEASE SAVEPOINT attempt")
            return result
        } catch {
            actions.removeSubrange(waiting...)
            try connection.script("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
            throw error
        }
    }

    /// Work for after the commit, in order; dropped on rollback. Caches are cleared and workers woken here.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

    /// For engines: the actions to run once the commit is durable.
    package func takeActions() -> [@Sendable () -> Void] {
        defer { actions = [] }
        return actions
    }
}
