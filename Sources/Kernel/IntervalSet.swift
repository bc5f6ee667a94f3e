/// A set of instants, as intervals that are sorted, disjoint and never touch.
package struct IntervalSet: Hashable, Sendable {
    package let intervals: [Interval]

    package init() {
        intervals = []
    }

    /// The union of intervals in any order; linear when they come sorted.
    package init(_ intervals: [Interval]) {
        let isSorted = zip(intervals, intervals.dropFirst()).allSatisfy { $0.from <= $1.from }
        self.init(sorted: isSorted ? intervals : intervals.sorted { $0.from < $1.from })
    }

    private init(sorted: [Interval]) {
        var merged: [Interval] = []
        merged.reserveCapacity(sorted.count)
        for next in sorted {
            if let last = merged.last, next.from <= last.to {
                merged[merged.count - 1] = Interval(last.from, max(last.to, next.to))
            } else {
                merged.append(next)
            }
        }
        intervals = merged
    }

    private init(disjoint: [Interval]) {
        intervals = disjoint
    }

    package var isEmpty: Bool { intervals.isEmpty }

    package func contains(_ instant: Instant) -> Bool {
        at(instant)?.contains(instant) ?? false
    }

    /// Whether every instant of `interval` is in the set.
    package func contains(_ interval: Interval) -> Bool {
        self.interval(containing: interval) != nil
    }

    /// Whether an instant of `interval` is in the set.
    package func overlaps(_ interval: Interval) -> Bool {
        at(interval.to - .milliseconds(1)).map { $0.to > interval.from } ?? false
    }

    /// The interval of the set that all of `interval` lies in.
    func interval(containing interval: Interval) -> Interval? {
        at(interval.from).flatMap { $0.contains(interval) ? $0 : nil }
    }

    /// The instants in either; linear.
    package func union(_ other: IntervalSet) -> IntervalSet {
        var merged: [Interval] = []
        merged.reserveCapacity(intervals.count + other.intervals.count)
        var rest = other.intervals[...]
        for interval in intervals {
            while let next = rest.first, next.from < interval.from {
                merged.append(next)
                rest.removeFirst()
            }
            merged.append(interval)
        }
        return IntervalSet(sorted: merged + rest)
    }

    /// The instants in both; linear.
    package func intersection(_ other: IntervalSet) -> IntervalSet {
        var common: [Interval] = []
        var (i, j) = (0, 0)
        while i < intervals.count, j < other.intervals.count {
            let (left, right) = (intervals[i], other.intervals[j])
            if let both = left.intersection(right) { common.append(both) }
            if left.to < right.to { i += 1 } else { j += 1 }
        }
        return IntervalSet(disjoint: common)
    }

    /// The instants that are not in `other`; linear.
    package func subtracting(_ other: IntervalSet) -> IntervalSet {
        var kept: [Interval] = []
        var j = 0
        for interval in intervals {
            var from = interval.from
            while j < other.intervals.count, other.intervals[j].from < interval.to {
                let hole = other.intervals[j]
                if let before = Interval(from: from, to: hole.from) { kept.append(before) }
                from = max(from, hole.to)
                // A hole that ends beyond this interval may cut the next one too.
                if hole.to > interval.to { break }
                j += 1
            }
            if let after = Interval(from: from, to: interval.to) { kept.append(after) }
        }
        return IntervalSet(disjoint: kept)
    }

    /// The instants that are in `interval` too.
    package func clipped(to interval: Interval) -> IntervalSet {
        intersection(IntervalSet(disjoint: [interval]))
    }

    /// The last interval that begins at `instant` or before, by binary search.
    private func at(_ instant: Instant) -> Interval? {
        var low = 0
        var high = intervals.count
        while low < high {
            let middle = (low + high) / 2
            if intervals[middle].from <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : intervals[low - 1]
    }
}
