import Foundation
import Kernel
import Storage

/// What a caller waits for: a body, and how it is answered.
protocol PostgresRequest: AnyObject, Sendable {
    /// Runs the body and answers the caller. Throws, without answering, when the connection was lost while nothing could have been
    /// committed: then the same request may run on another connection.
    func run(on connection: PostgresConnection) throws
    func fail(_ error: any Error)
}

/// How often a body runs when the server asks for it again, and how long it pauses.
enum PostgresRetry {
    static let attempts = 5

    /// Whether to run again after `error` of the given attempt (from 1); pauses a moment first.
    static func pauses(after error: any Error, attempt: Int) -> Bool {
        guard attempt < attempts, let fault = error as? StorageFault, fault.mayPass else { return false }
        Thread.sleep(forTimeInterval: Double.random(in: 0.001...0.008) * Double(attempt))
        return true
    }
}

/// A read: `@unchecked Sendable`, touched by the thread that runs it only.
final class PostgresRead<T: Sendable>: PostgresRequest, @unchecked Sendable {
    private let clock: @Sendable () -> Instant
    private let body: @Sendable (Snapshot) throws -> T
    private let caller: CheckedContinuation<T, any Error>

    init(
        clock: @escaping @Sendable () -> Instant, _ body: @escaping @Sendable (Snapshot) throws -> T,
        _ caller: CheckedContinuation<T, any Error>
    ) {
        self.clock = clock
        self.body = body
        self.caller = caller
    }

    func run(on connection: PostgresConnection) throws {
        for attempt in 1...PostgresRetry.attempts {
            let result = Result { try runBody(connection) }
            connection.leave()
            guard case .failure(let error) = result else { return caller.resume(with: result) }
            if connection.isLost { throw error }
            guard PostgresRetry.pauses(after: error, attempt: attempt) else { return caller.resume(throwing: error) }
        }
    }

    func fail(_ error: any Error) { caller.resume(throwing: error) }

    private func runBody(_ connection: PostgresConnection) throws -> T {
        connection.begin(["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"])
        let snapshot = Snapshot(connection, dialect: .postgres, now: clock())
        defer { snapshot.end() }
        return try body(snapshot)
    }
}
