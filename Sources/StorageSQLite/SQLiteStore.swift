import Kernel
import Storage

/// The embedded engine: one file, one writer with group commit, a few readers. A 2xx is on the disk: WAL with `synchronous=FULL`.
package final class SQLiteStore: Store {
    package let dialect = Dialect.sqlite
    package let wakes = Wakes()
    private let writer: SQLiteWriter
    private let readers: SQLiteReaders
    private let clock: @Sendable () -> Instant
    private let bulletin = Bulletin()
    private let file: SQLiteFile
    private let mark: SQLiteFile.Mark?

    /// Opens or creates the database at `path`, and its folder (0700). Throws `StorageFault.unavailable` when it can't, or
    /// when the file system does not give the durability asked for.
    /// - Parameters:
    ///   - clock: the time of transactions.
    ///   - busyTimeout_s: how long a write waits while another process writes, in seconds.
    ///   - readers: how many reads run at once.
    package init(
        path: String, clock: @escaping @Sendable () -> Instant, busyTimeout_s: Double = 5, readers: Int = 4
    ) throws {
        let file = SQLiteFile(path: path, busyTimeout_s: busyTimeout_s)
        self.clock = clock
        self.writer = SQLiteWriter(try file.openWriter(), clock: clock, wakes: wakes)
        self.readers = SQLiteReaders(try (0..<max(1, readers)).map { _ in try file.openReader() })
        self.file = file
        self.mark = file.mark
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        let clock = clock
        return try await withCheckedThrowingContinuation { caller in
            do {
                try readers.submit { connection in
                    caller.resume(with: Result { try Self.read(connection, at: clock(), body) })
                }
            } catch {
                caller.resume(throwing: error)
            }
        }
    }

    package func write<T: Sendable>(
        at now: Instant?, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let isErrand = Errand.isRunning
        return try await withCheckedThrowingContinuation { caller in
            writer.submit(SQLiteWrite(at: now, durability, body, caller), isErrand: isErrand)
        }
    }

    package func notify(_ channel: String, _ payload: String) async throws { bulletin.post(channel, payload) }

    package func listen(
        _ channel: String, lost: @escaping @Sendable () -> Void, _ action: @escaping @Sendable (String) -> Void
    ) throws {
        bulletin.listen(channel, action)
    }

    package func purge(_ tables: [SQL]) async throws { try await writer.purge() }

    /// Answers within a second. An open file goes on working after somebody has moved or replaced it: what is written then is lost with
    /// the process, so that is told as well.
    package func ping() async throws {
        guard file.mark == mark else { throw StorageFault.unavailable("another file, or none, is at \(file.path)") }
        try await Deadline.within(1_000) { _ = try await self.read { db in try db.exists("SELECT 1") } }
    }

    package func close() async {
        bulletin.close()
        await readers.close()
        await writer.close()
    }

    private static func read<T>(
        _ connection: SQLiteConnection, at now: Instant, _ body: (Snapshot) throws -> T
    ) throws -> T {
        try connection.control("BEGIN")
        let snapshot = Snapshot(connection, dialect: .sqlite, now: now)
        defer {
            snapshot.end()
            try? connection.control("ROLLBACK")
        }
        return try body(snapshot)
    }
}
