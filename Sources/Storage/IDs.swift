import Kernel
import Synchronization

/// Makes ids: 41 bits of milliseconds since 2020, then 22 bits that start at random and rise within a millisecond, so ids of one
/// process never repeat and sort by time. A repeat between two nodes is one in millions and is retried by the store.
package final class IDs: Sendable {
    package static let shared = IDs()
    private static let epoch: Int64 = 1_577_836_800_000
    private let last = Mutex<Int64>(0)

    /// The next id at `now`, which may lie in the past (the demo world's history).
    package func next<T: EntityID>(_ type: T.Type = T.self, at now: Instant) -> T {
        let base = max(0, now.milliseconds - Self.epoch) << 22
        let raw = last.withLock { last in
            let fresh = base | Int64.random(in: 0..<(1 << 21))
            let next = fresh >> 22 == last >> 22 && fresh <= last ? last + Int64.random(in: 1...512) : fresh
            last = next
            return next
        }
        return T(rawValue: raw)
    }
}

extension Transaction {
    /// A new id, ordered by this transaction's time.
    package func newID<T: EntityID>(_ type: T.Type = T.self) -> T { IDs.shared.next(type, at: now) }
}
