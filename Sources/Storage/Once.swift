import Synchronization

/// A continuation that several may answer: the first one counts.
package final class Once<T: Sendable>: Sendable {
    private let caller: Mutex<CheckedContinuation<T, any Error>?>

    package init(_ caller: CheckedContinuation<T, any Error>) { self.caller = Mutex(caller) }

    package func resume(returning value: sending T) { take()?.resume(returning: value) }

    package func resume(throwing error: any Error) { take()?.resume(throwing: error) }

    private func take() -> CheckedContinuation<T, any Error>? {
        caller.withLock { caller in
            defer { caller = nil }
            return caller
        }
    }
}
