import Kernel
import Storage

/// A write that waits for its turn on the writer: its body, and the caller to be answered.
protocol SQLiteWriting: AnyObject, Sendable {
    var durability: Durability { get }
    /// Runs the body in the transaction that is open. Throws what the body throws.
    func run(_ connection: SQLiteConnection, now: Instant, wakes: Wakes) throws
    /// After the commit: runs the actions, then answers the caller.
    func succeed()
    func fail(_ error: any Error)
}

/// `@unchecked Sendable`: made by the caller, then touched by the writer's queue only.
final class SQLiteWrite<T: Sendable>: SQLiteWriting, @unchecked Sendable {
    let durability: Durability
    private let time: Instant?
    private let body: @Sendable (Transaction) throws -> T
    private let caller: CheckedContinuation<T, any Error>
    private var result: T?
    private var actions: [@Sendable () -> Void] = []

    init(
        at time: Instant?, _ durability: Durability, _ body: @escaping @Sendable (Transaction) throws -> T,
        _ caller: CheckedContinuation<T, any Error>
    ) {
        self.time = time
        self.durability = durability
        self.body = body
        self.caller = caller
    }

    func run(_ connection: SQLiteConnection, now: Instant, wakes: Wakes) throws {
        let transaction = Transaction(connection, dialect: .sqlite, now: time ?? now, wakes: wakes)
        defer { transaction.end() }
        result = try body(transaction)
        actions = transaction.takeActions()
    }

    func succeed() {
        for action in actions { action() }
        if let result {
            caller.resume(returning: result)
        } else {
            fail(StorageFault.unavailable("the write did not run"))
        }
    }

    func fail(_ error: any Error) { caller.resume(throwing: error) }
}
