import Foundation
import GRDB
import Storage

/// Opens the database file with the settings that durability rests on, and refuses to go on without them.
struct SQLiteFile {
    let path: String
    /// How long a connection waits for another process's lock.
    let busyTimeout_s: Double

    /// The writing connection. Creates the folder (0700) and the file (0600) when they are missing.
    func openWriter() throws -> SQLiteConnection {
        try create()
        let queue = try open(readonly: false) { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA foreign_keys = ON")
            try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // Pages that are written again and again go from the log to the file once in 16 MB, not once in 4.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            try db.execute(sql: "PRAGMA cache_size = -16384")
            // What undoes one write of a group is kept beside it until the group is committed. On the disk it would be written there page
            // by page, three times as much as the group itself.
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        try require("synchronous", "2", queue)
        try require("foreign_keys", "1", queue)
        try require("journal_mode", "wal", queue)
        return try SQLiteConnection(queue)
    }

    /// A connection that can't write. Its snapshots are consistent: WAL readers see one moment.
    func openReader() throws -> SQLiteConnection {
        try SQLiteConnection(open(readonly: true) { db in try db.execute(sql: "PRAGMA cache_size = -8192") })
    }

    /// What tells a file from another one at the same path.
    struct Mark: Equatable {
        let device: UInt64
        let number: UInt64
    }

    /// Nil when no file is there.
    var mark: Mark? {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        return Mark(device: UInt64(found.st_dev), number: UInt64(found.st_ino))
    }

    private func open(readonly: Bool, _ prepare: @escaping @Sendable (Database) throws -> Void) throws -> DatabaseQueue
    {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(busyTimeout_s)
        configuration.label = readonly ? "daybook.sqlite.reader" : "daybook.sqlite.writer"
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase(prepare)
            return queue
        } catch let error as DatabaseError {
            throw StorageFault.sqlite(
                code: error.extendedResultCode.rawValue, message: "\(path): \(error.message ?? "can't be opened")")
        }
    }

    private func require(_ pragma: String, _ wanted: String, _ queue: DatabaseQueue) throws {
        let found = try queue.inDatabase { db in try String.fetchOne(db, sql: "PRAGMA \(pragma)") }
        guard found == wanted else {
            throw StorageFault.unavailable("\(path): PRAGMA \(pragma) is \(found ?? "missing"), not \(wanted)")
        }
    }

    private func create() throws {
        let manager = FileManager.default
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try manager.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StorageFault.unavailable("the folder \(folder) can't be made: \(error.localizedDescription)")
        }
        guard !manager.fileExists(atPath: path) else { return }
        guard manager.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StorageFault.unavailable("the file \(path) can't be made")
        }
    }
}
