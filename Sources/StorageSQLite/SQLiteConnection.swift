import Foundation
import GRDB
import GRDBSQLite
import Storage

/// One connection to the file. `@unchecked Sendable`: it is handed about, and used only on the queue of its `DatabaseQueue`.
final class SQLiteConnection: Connection, @unchecked Sendable {
    private let queue: DatabaseQueue
    private let database: OpaquePointer
    private var promised = Durability.full
    private var statements = StatementCache<SQLiteStatement>(limit: 512)

    init(_ queue: DatabaseQueue) throws {
        guard let database = queue.inDatabase({ $0.sqliteConnection }) else {
            throw StorageFault.unavailable("the database file is closed")
        }
        self.queue = queue
        self.database = database
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

    /// Runs `work` on the connection's queue, after what it was given before.
    func async(_ work: @escaping @Sendable () -> Void) { queue.asyncWriteWithoutTransaction { _ in work() } }

    func query(_ sql: Storage.SQL) throws -> [Storage.Row] {
        try sql.values.refuseNUL()
        return try statement(sql).rows(sql.values)
    }

    func queries(_ statements: [Storage.SQL]) throws -> [[Storage.Row]] { try statements.map(query) }

    func execute(_ sql: Storage.SQL) throws -> Int {
        try sql.values.refuseNUL()
        try statement(sql).run(sql.values)
        return Int(sqlite3_changes64(database))
    }

    func post(_ sql: Storage.SQL) throws { _ = try execute(sql) }

    func script(_ text: String) throws {
        try requireTransaction()
        guard sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK else { throw StorageFault.last(of: database) }
    }

    func savepoint(_ step: SavepointStep) throws {
        switch step {
        case .set: try control("SAVEPOINT attempt")
        case .release: try control("RELEASE SAVEPOINT attempt")
        case .undo:
            try control("ROLLBACK TO SAVEPOINT attempt")
            try control("RELEASE SAVEPOINT attempt")
        }
    }

    /// How durable the commits to come are. Between transactions only.
    func promise(_ durability: Durability) throws {
        guard durability != promised else { return }
        // This pragma takes effect when it is compiled, so it can't be a prepared statement.
        let level = durability == .full ? "FULL" : "NORMAL"
        guard sqlite3_exec(database, "PRAGMA synchronous = \(level)", nil, nil, nil) == SQLITE_OK else {
            throw StorageFault.last(of: database)
        }
        promised = durability
    }

    /// Between transactions only. The log is emptied too; while a reader still looks at an old page it can't be, and is tried again.
    func purge() throws {
        // The copy is as large as the file, so it is made on the disk.
        try outside("PRAGMA temp_store = FILE")
        defer { try? outside("PRAGMA temp_store = MEMORY") }
        try outside("VACUUM")
        for attempt in 1...Self.checkpointTries {
            let row = try SQLiteStatement(database, "PRAGMA wal_checkpoint(TRUNCATE)").rows([]).first
            if row?.values.first == .integer(0) { return }
            if attempt < Self.checkpointTries { Thread.sleep(forTimeInterval: 0.05) }
        }
        throw StorageFault.unavailable("a reader holds the log")
    }

    private static let checkpointTries = 100

    private func outside(_ text: String) throws {
        guard sqlite3_exec(database, text, nil, nil, nil) == SQLITE_OK else { throw StorageFault.last(of: database) }
    }

    /// Runs a statement that steers transactions.
    func control(_ sql: Storage.SQL) throws { try prepared(sql).run() }

    /// Finishes the prepared statements and closes. Runs on the connection's queue or when nobody uses it any more.
    func close() {
        queue.inDatabase { _ in statements.removeAll() }
        try? queue.close()
    }

    /// After some errors (disk full, I/O) SQLite has undone the whole transaction already; the statements that follow must not
    /// become transactions of their own.
    private func requireTransaction() throws {
        guard isInTransaction else { throw StorageFault.unavailable("the transaction was undone by the database") }
    }

    private func statement(_ sql: Storage.SQL) throws -> SQLiteStatement {
        try requireTransaction()
        return try prepared(sql)
    }

    private func prepared(_ sql: Storage.SQL) throws -> SQLiteStatement {
        if let known = statements.find(sql.template) { return known }
        let statement = try SQLiteStatement(database, sql.text)
        _ = statements.keep(statement, for: sql.template)
        return statement
    }
}
