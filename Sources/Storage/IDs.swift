import Kernel
import Synchronization

/// Makes ids: 41 bits of milliseconds since 2020, then 22 bits of a counter that starts at random and takes random steps. So ids sort
/// by time, and those of one process don't repeat until about half a million were made for the same millisecond. A repeat between
/// two nodes is one in millions and is retried by PostgreSQL's store; an embedded database has one node.
package final class IDs: Sendable {
    package static let shared = IDs()
    private static let epoch: Int64 = 1_577_836_800_000
    private static let counterMask: Int64 = (1 << 22) - 1
    private let counter = Atomic(Int64.random(in: 0...counterMask))

    package init() {}

    /// The next id at `now`, which may lie in the past (the demo world's history).
    package func next<T: EntityID>(_ type: T.Type = T.self, at now: Instant) -> T {
        let count = counter.wrappingAdd(Int64.random(in: 1...16), ordering: .relaxed).newValue & Self.counterMask
        return T(rawValue: max(0, now.milliseconds - Self.epoch) << 22 | count)
    }
}

extension Transaction {
    /// A new id, ordered by this transaction's time.
    package func newID<T: EntityID>(_ type: T.Type = T.self) -> T { IDs.shared.next(type, at: now) }
}
