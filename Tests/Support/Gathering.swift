import Synchronization

/// Waits until so many have come, however busy the machine is: a test that needs them at once can't count on their being quick.
package final class Gathering: Sendable {
    private let expected: Int
    private let come = Mutex(0)

    package init(_ expected: Int) { self.expected = expected }

    /// Says that one more is about to do what the others do.
    package func arrive() { come.withLock { $0 += 1 } }

    /// Returns when all have arrived, and a moment later, in which the last of them does it.
    package func wait() async throws {
        while come.withLock({ $0 }) < expected { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(500))
    }
}
