import Storage
import Synchronization

/// Tells caches that a business's public face has changed: its times, offerings or settings. Exact on the node that writes: the
/// version moves after the commit and before the writer is answered. Other nodes hear of it within milliseconds (decision 0005).
package final class Pulse: Sendable {
    private struct State {
        /// Rises with every change that is heard of.
        var tick: UInt64 = 0
        /// The tick of each business's last change.
        var changes: [Int64: UInt64] = [:]
        /// Moves when anything may have been missed: everything has changed then.
        var floor: UInt64 = 0
        var toTell: Set<Int64> = []
    }
    private let state = Mutex(State())

    package init() {}

    /// Where the pulse stands. Taken before something is read, it tells later whether that may have changed since: a version that
    /// is asked for after the reading could belong to a change that the reading has not seen.
    package var mark: UInt64 { state.withLock { $0.tick } }

    /// Whether nothing public of `business` has changed since `mark`.
    package func isStill(_ business: Int64, since mark: UInt64) -> Bool {
        state.withLock { max($0.floor, $0.changes[business] ?? 0) <= mark }
    }

    /// Marks `business` as changed once `db` has committed.
    package func touch(_ business: Int64, in db: Transaction) {
        db.afterCommit { [self] in move(business, tell: true) }
    }

    /// Another node has changed `business`.
    package func heard(_ business: Int64) { move(business, tell: false) }

    /// Notifications may have been missed: nothing made before holds.
    package func lost() {
        state.withLock { state in
            state.tick += 1
            state.floor = state.tick
        }
    }

    /// The businesses that other nodes have not been told of yet.
    package func takeUntold() -> Set<Int64> {
        state.withLock { state in
            defer { state.toTell = [] }
            return state.toTell
        }
    }

    private func move(_ business: Int64, tell: Bool) {
        state.withLock { state in
            state.tick += 1
            state.changes[business] = state.tick
            if tell { state.toTell.insert(business) }
        }
    }
}
