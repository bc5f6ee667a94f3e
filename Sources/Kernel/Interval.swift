/// A stretch of time that has its first instant and lacks its last: `[from, to)`. Never empty.
package struct Interval: Hashable, Sendable {
    package let from: Instant
    package let to: Instant

    /// Nil unless `from < to`.
    package init?(from: Instant, to: Instant) {
        guard from < to else { return nil }
        self.init(from, to)
    }

    /// - Precondition: `lasting` is positive.
    package init(from: Instant, lasting: Span) {
        self.init(from, from + lasting)
    }

    init(_ from: Instant, _ to: Instant) {
        precondition(from < to, "an interval has a positive length")
        self.from = from
        self.to = to
    }

    package var duration: Span { to - from }

    package func contains(_ instant: Instant) -> Bool {
        from <= instant && instant < to
    }

    package func contains(_ other: Interval) -> Bool {
        from <= other.from && other.to <= to
    }

    /// Whether the two share an instant. Intervals that only touch do not.
    package func overlaps(_ other: Interval) -> Bool {
        from < other.to && other.from < to
    }

    package func intersection(_ other: Interval) -> Interval? {
        Interval(from: max(from, other.from), to: min(to, other.to))
    }

    /// The interval with buffers: `[from - before, to + after)`.
    ///
    /// - Precondition: the result has a positive length; always so for buffers that are not negative.
    package func expanded(before: Span, after: Span) -> Interval {
        Interval(from - before, to + after)
    }
}
