import Storage
import Synchronization

/// Tells caches that a business's public face has changed: its times, offerings or settings. Exact on the node that writes: the
/// version moves after the commit and before the writer is answered. Other nodes hear of it within milliseconds (decision 0005).
package final class Pulse: Sendable {
    private struct State {
        var versions: [Int64: UInt64] = [:]
        /// Moves when anything may have been missed: every version is older than it.
        var epoch: UInt64 = 0
        var toTell: Set<Int64> = []
    }
    private let state = Mutex(State())

    package init() {}

    /// What was made for `business` is good for as long as this stays the same.
    package func version(of business: Int64) -> UInt64 {
        state.withLock { $0.epoch &+ ($0.versions[business] ?? 0) }
    }

    /// Marks `business` as changed once `db` has committed.
    package func touch(_ business: Int64, in db: Transaction) {
        db.afterCommit { [self] in move(business, tell: true) }
    }

    /// Another node has changed `business`.
    package func heard(_ business: Int64) { move(business, tell: false) }

    /// Notifications may have been missed: nothing made before holds.
    package func lost() { state.withLock { $0.epoch &+= 1 << 32 } }

    /// The businesses that other nodes have not been told of yet.
    package func takeUntold() -> Set<Int64> {
        state.withLock { state in
            defer { state.toTell = [] }
            return state.toTell
        }
    }

    private func move(_ business: Int64, tell: Bool) {
        state.withLock { state in
            state.versions[business, default: 0] &+= 1
            if tell { state.toTell.insert(business) }
        }
    }
}
