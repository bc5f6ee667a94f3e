import Synchronization

/// In-process wake-ups of one store, by topic: a transaction that wrote work for somebody tells them after its commit. A wake-up is a
/// hint and may come for nothing; whoever needs certainty looks by itself from time to time.
package final class Wakes: Sendable {
    private struct State {
        var next = 0
        var sleepers: [String: [Int: @Sendable () -> Void]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Calls `action`, which must be quick, at each wake-up of `topic`, until `cancel` with the token returned.
    package func subscribe(_ topic: String, _ action: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.next += 1
            state.sleepers[topic, default: [:]][state.next] = action
            return state.next
        }
    }

    package func cancel(_ topic: String, _ token: Int) {
        state.withLock { state in _ = state.sleepers[topic]?.removeValue(forKey: token) }
    }

    package func wake(_ topic: String) {
        let actions = state.withLock { state in state.sleepers[topic].map { Array($0.values) } ?? [] }
        for action in actions { action() }
    }
}
