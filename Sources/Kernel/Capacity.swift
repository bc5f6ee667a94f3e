/// Units of a resource that are taken for an interval; buffers are inside it.
package struct Claimed: Hashable, Sendable {
    package let interval: Interval
    /// At least 1.
    package let units: Int

    package init(interval: Interval, units: Int) {
        self.interval = interval
        self.units = units
    }
}

/// The rule of the ledger: at every instant, the units claimed never exceed the capacity.
package enum Capacity {
    /// The most units that are claimed at one instant of `interval`. Claims that only touch don't add up.
    package static func peak(of claims: some Sequence<Claimed>, over interval: Interval) -> Int {
        Load(claims, over: interval).peak
    }

    /// When more than `capacity` units are claimed, near linear in the claims.
    package static func crowds(
        beyond capacity: Int, among claims: some Sequence<Claimed>, over interval: Interval
    ) -> IntervalSet {
        let load = Load(claims, over: interval)
        return IntervalSet(
            load.edges.indices.dropLast().filter { load.levels[$0] > capacity }.compactMap {
                Interval(from: load.edges[$0], to: load.edges[$0 + 1])
            })
    }

    /// Whether `units` more fit at every instant of `interval`.
    package static func fits(
        _ units: Int, capacity: Int, among claims: some Sequence<Claimed>, over interval: Interval
    ) -> Bool {
        units <= capacity - peak(of: claims, over: interval)
    }

    /// How far `units` more go beyond the capacity at the fullest instant of `interval`; 0 where they fit.
    package static func excess(
        _ units: Int, capacity: Int, among claims: some Sequence<Claimed>, over interval: Interval
    ) -> Int {
        max(0, peak(of: claims, over: interval) + units - capacity)
    }
}
