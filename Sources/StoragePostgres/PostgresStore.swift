import Dispatch
import Kernel
import Storage

/// PostgreSQL: a small pool of threads, each with one connection on which it runs whole transactions with blocking calls. Swift's own
/// threads never wait for the server.
package final class PostgresStore: Store {
    package let dialect = Dialect.postgres
    package let wakes = Wakes()
    private let pool: PostgresPool
    private let listener: PostgresListener
    private let clock: @Sendable () -> Instant

    /// Starts connecting and returns at once; until it succeeds requests are refused as `StorageFault.unavailable`.
    /// Throws it, too, when `url` is no PostgreSQL address.
    /// - Parameters:
    ///   - poolSize: how many transactions run at once, 4 to 8 for each core of the server.
    ///   - clock: the time of transactions.
    ///   - connectTimeout_s: for connecting, in seconds, at least 2.
    ///   - waitTimeout_ms: how long a request waits for a free connection.
    ///   - statementTimeout_ms: how long one statement may run on the server.
    ///   - lockTimeout_ms: how long a statement waits for a lock.
    package init(
        url: String, poolSize: Int = 8, connectTimeout_s: Int = 5, waitTimeout_ms: Int = 5000,
        statementTimeout_ms: Int = 10_000, lockTimeout_ms: Int = 5000, clock: @escaping @Sendable () -> Instant
    ) throws {
        let address = try PostgresAddress(url)
        let limits = PostgresLimits(
            connect_s: connectTimeout_s, wait_ms: waitTimeout_ms, statement_ms: statementTimeout_ms,
            lock_ms: lockTimeout_ms)
        self.clock = clock
        self.pool = PostgresPool(address: address, size: max(1, poolSize), limits: limits)
        self.listener = PostgresListener(address, connectTimeout_s: connectTimeout_s)
    }

    deinit {
        pool.shut()
        listener.shut()
    }

    package func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T {
        let isErrand = Errand.isRunning
        return try await withCheckedThrowingContinuation { caller in
            pool.submit(PostgresRead(clock: clock, body, caller), isErrand: isErrand)
        }
    }

    package func write<T: Sendable>(
        at now: Instant?, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let (clock, isErrand) = (clock, Errand.isRunning)
        return try await withCheckedThrowingContinuation { caller in
            let write = PostgresWrite(now: { now ?? clock() }, durability, wakes: wakes, body, caller)
            pool.submit(write, isErrand: isErrand)
        }
    }

    /// PostgreSQL carries at most 7,999 bytes of payload.
    package func notify(_ channel: String, _ payload: String) async throws {
        try await write(.lazy) { db in _ = try db.rows("SELECT pg_notify(\(channel), \(payload))") }
    }

    /// Writes the tables anew, and the planner's own notes about what stood in them. The log that backups are made of (WAL) keeps what
    /// it has until the server uses its files again.
    package func purge(_ tables: [SQL]) async throws {
        try await withCheckedThrowingContinuation { caller in
            pool.submit(PostgresPurge(tables, caller), isErrand: true)
        }
    }

    package func listen(
        _ channel: String, lost: @escaping @Sendable () -> Void, _ action: @escaping @Sendable (String) -> Void
    ) throws {
        try listener.listen(channel, lost: lost, action)
    }

    /// Answers within a second, one way or the other.
    package func ping() async throws {
        try await Deadline.within(1_000) { _ = try await self.read { db in try db.exists("SELECT 1") } }
    }

    package func close() async {
        listener.shut()
        await pool.close()
    }
}
