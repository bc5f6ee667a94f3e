/// The sessions that opening hours have room for (C2).
package enum SessionGrid {
    /// From each opening on, one after the other with `gap` between them; each ends no later than closing.
    ///
    /// - Precondition: `duration` is positive and `gap` not negative.
    package static func sessions(hours: IntervalSet, duration: Span, gap: Span) -> [Interval] {
        precondition(duration > .zero && gap >= .zero, "a session lasts, and a gap is not negative")
        var sessions: [Interval] = []
        for interval in hours.intervals {
            var session = Interval(from: interval.from, lasting: duration)
            while session.to <= interval.to {
                sessions.append(session)
                session = Interval(from: session.to + gap, lasting: duration)
            }
        }
        return sessions
    }
}
