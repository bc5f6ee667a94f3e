import Kernel

/// A consistent view of the database, inside `store.read`. Statements are synchronous: nothing can be awaited on it.
package class Snapshot {
    package let dialect: Dialect
    /// The one time of this transaction: every rule in it sees the same now.
    package let now: Instant
    private let engine: any Connection
    private var hasEnded = false

    package init(_ connection: any Connection, dialect: Dialect, now: Instant) {
        self.engine = connection
        self.dialect = dialect
        self.now = now
    }

    /// The connection belongs to this transaction only until it ends; later another one owns it.
    var connection: any Connection {
        precondition(!hasEnded, "a statement after its transaction ended")
        return engine
    }

    /// For engines: from here on a statement stops the program.
    package func end() { hasEnded = true }

    /// All rows of a SELECT (or of a statement with RETURNING inside a `Transaction`).
    package func rows(_ sql: SQL) throws -> [Row] { try connection.query(sql) }

    /// The rows of several statements, none of which needs another's answer: one round trip where there is a network.
    package func rows(together statements: [SQL]) throws -> [[Row]] {
        try connection.queries(statements)
    }

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
    private let wakes: Wakes

    package init(_ connection: any Connection, dialect: Dialect, now: Instant, wakes: Wakes) {
        self.wakes = wakes
        super.init(connection, dialect: dialect, now: now)
    }

    /// Runs a statement and returns the number of rows changed.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try connection.execute(sql) }

    /// Runs a statement whose outcome nobody needs to know: it travels with the next one, or with the commit. Should it fail, a later
    /// statement or the commit throws, so it is not for what may be refused.
    package func post(_ sql: SQL) throws { try connection.post(sql) }

    /// Runs statements without values, as migrations do.
    package func script(_ sql: SQL) throws { try connection.script(sql.text) }

    /// Work whose statements are undone, and whose row locks are given back, when it throws; the transaction goes on.
    @discardableResult
    package func savepoint<T>(_ body: () throws -> T) throws -> T {
        let waiting = actions.count
        try connection.savepoint(.set)
        do {
            let result = try body()
            try connection.savepoint(.release)
            return result
        } catch {
            actions.removeSubrange(waiting...)
            try connection.savepoint(.undo)
            throw error
        }
    }

    /// Work for after the commit, in order; dropped on rollback. Caches are cleared and workers woken here.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

    /// Wakes whoever waits for `topic` in this process, after the commit.
    package func wake(_ topic: String) {
        let wakes = wakes
        afterCommit { wakes.wake(topic) }
    }

    /// For engines: the actions to run once the commit is durable.
    package func takeActions() -> [@Sendable () -> Void] {
        defer { actions = [] }
        return actions
    }
}
