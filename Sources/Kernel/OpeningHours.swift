/// When a business is open, and when its hours open: starts are counted from the last opening before them. Hours that follow one
/// another without a break are one open time with several openings: open day and night, it opens at each midnight.
package struct OpeningHours: Hashable, Sendable {
    package let open: IntervalSet
    /// Sorted, each once.
    private let openings: [Instant]

    /// The hours of ranges in any order.
    package init(_ ranges: [Interval]) {
        open = IntervalSet(ranges)
        openings = Set(ranges.map(\.from)).sorted()
    }

    /// What starts are counted from: an opening, and where the next one or the end of the open time stops the count.
    struct Stretch {
        let opening: Instant
        let end: Instant
        /// By when a visit has to end.
        let closing: Instant
    }

    /// Sorted.
    var stretches: [Stretch] {
        var rest = openings[...]
        return open.intervals.flatMap { interval in
            let inside = rest.prefix { $0 < interval.to }
            rest = rest.dropFirst(inside.count)
            return zip(inside, Array(inside.dropFirst()) + [interval.to]).map {
                Stretch(opening: $0, end: $1, closing: interval.to)
            }
        }
    }

    /// What the starts around `start` are counted from; nil when not all of `visit`, which begins there, is open time.
    func opening(for visit: Interval) -> Instant? {
        open.contains(visit) ? openings.last { $0 <= visit.from } : nil
    }
}
