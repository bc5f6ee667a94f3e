import Kernel

/// One database, embedded or PostgreSQL. The only async doors: what happens inside a body is synchronous and on a thread of the
/// store's own, so no network call can hold a lock.
package protocol Store: Sendable {
    var dialect: Dialect { get }

    /// Wake-ups inside this process; see `Transaction.wake`.
    var wakes: Wakes { get }

    /// Runs `body` on a consistent snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> T) async throws -> T

    /// Runs `body` in a transaction and returns when its commit is as durable as asked. A body may run again, at most five times, when
    /// the engine reports a deadlock or a serialization failure; it must have no effect outside the transaction.
    /// - Parameter now: the transaction's time; nil is the store's clock. Only the demo world and tests pass another.
    @discardableResult
    func write<T: Sendable>(
        at now: Instant?, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T

    /// Tells every node on this database, this one included (PostgreSQL: NOTIFY; embedded: in process).
    func notify(_ channel: String, _ payload: String) async throws

    /// Calls `action` for each notification on `channel`, from any node, until the store closes.
    /// `lost` is called when notifications may have been missed (a connection was lost and made again).
    func listen(
        _ channel: String, lost: @escaping @Sendable () -> Void, _ action: @escaping @Sendable (String) -> Void) throws

    /// Takes what was deleted off the disk as well: the engines keep old text in their files until something else needs the place.
    /// Slow, and it holds everything up meanwhile; a job does it after an erasure.
    /// - Parameter tables: those from which something was deleted.
    func purge(_ tables: [SQL]) async throws

    /// Answers whether the database takes a statement within the time the store allows.
    func ping() async throws

    /// Finishes what runs and closes all connections.
    func close() async
}

extension Store {
    @discardableResult
    package func write<T: Sendable>(
        at now: Instant? = nil, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await write(at: now, .full, body)
    }

    @discardableResult
    package func write<T: Sendable>(
        _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await write(at: nil, durability, body)
    }
}
