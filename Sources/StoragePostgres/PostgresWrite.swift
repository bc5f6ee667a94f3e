import Kernel
import Storage

/// A write: `@unchecked Sendable`, touched by the thread that runs it only.
final class PostgresWrite<T: Sendable>: PostgresRequest, @unchecked Sendable {
    private let now: @Sendable () -> Instant
    private let durability: Durability
    private let wakes: Wakes
    private let body: @Sendable (Transaction) throws -> T
    private let caller: CheckedContinuation<T, any Error>

    init(
        now: @escaping @Sendable () -> Instant, _ durability: Durability, wakes: Wakes,
        _ body: @escaping @Sendable (Transaction) throws -> T, _ caller: CheckedContinuation<T, any Error>
    ) {
        self.now = now
        self.durability = durability
        self.wakes = wakes
        self.body = body
        self.caller = caller
    }

    func run(on connection: PostgresConnection) throws {
        for attempt in 1...PostgresRetry.attempts {
            do {
                let (result, actions) = try runBody(connection)
                guard try commit(connection) else { return }
                for action in actions { action() }
                return caller.resume(returning: result)
            } catch {
                connection.leave()
                if connection.isLost { throw error }
                guard PostgresRetry.pauses(after: error, attempt: attempt) else {
                    return caller.resume(throwing: error)
                }
            }
        }
    }

    func fail(_ error: any Error) { caller.resume(throwing: error) }

    private func runBody(_ connection: PostgresConnection) throws -> (T, [@Sendable () -> Void]) {
        connection.begin(
            ["BEGIN ISOLATION LEVEL READ COMMITTED"]
                + (durability == .lazy ? ["SET LOCAL synchronous_commit = off"] : []))
        let transaction = Transaction(connection, dialect: .postgres, now: now(), wakes: wakes)
        defer { transaction.end() }
        let result = try body(transaction)
        return (result, transaction.takeActions())
    }

    /// False when nobody can know whether the server committed: the caller was told so, and the body must not run again.
    private func commit(_ connection: PostgresConnection) throws -> Bool {
        do {
            try connection.commit()
            return true
        } catch StorageFault.unavailable(let words) where connection.isLost {
            caller.resume(throwing: StorageFault.unavailable("it is unknown whether the commit succeeded: \(words)"))
            return false
        }
    }
}
