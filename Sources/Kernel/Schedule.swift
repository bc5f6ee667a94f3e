/// Opening hours on the wall clock: a weekly pattern and dated exceptions to it.
package struct Schedule: Hashable, Sendable {
    package var weekly: [Weekday: [OpenRange]]
    package var exceptions: [ScheduleException]

    package init(weekly: [Weekday: [OpenRange]] = [:], exceptions: [ScheduleException] = []) {
        self.weekly = weekly
        self.exceptions = exceptions
    }

    /// Why a date is closed, by the first exception that closes it; nil when none does, even where the weekly
    /// pattern has no hours.
    package func closedReason(on date: LocalDate) -> ClosedReason? {
        for exception in exceptions where exception.covers(date) {
            if case .closed(let reason) = exception.kind { return reason }
        }
        return nil
    }

    /// The ranges that open on a date: none when it is closed; else the exceptional hours, or the weekly ones where
    /// there are none, and the extra hours.
    package func ranges(on date: LocalDate) -> [OpenRange] {
        ranges(on: date, exceptions)
    }

    /// The open time of the dates `from...through`, as instants in `zone`.
    ///
    /// A range belongs whole to the date that it opens on: one that passes midnight is neither cut at the end of
    /// `through` nor, when it reaches into `from` from the day before, at its start. Each edge is converted from the
    /// wall clock by itself, so a day with a transition is an hour shorter or longer.
    package func open(from: LocalDate, through: LocalDate, in zone: Zone) -> IntervalSet {
        guard from <= through else { return IntervalSet() }
        let eve = from.adding(days: -1)
        let relevant = exceptions.filter { $0.from <= through && eve <= $0.through }
        let start = zone.startOfDay(from)
        var intervals: [Interval] = []
        for number in eve.dayNumber...through.dayNumber {
            let date = LocalDate(clamping: number)
            for range in ranges(on: date, relevant) {
                guard let interval = range.interval(on: date, in: zone), date >= from || interval.to > start else {
                    continue
                }
                intervals.append(interval)
            }
        }
        return IntervalSet(intervals)
    }

    /// What opens on `date` itself; a night that began the day before belongs to that day, even where the two touch.
    package func opening(on date: LocalDate, in zone: Zone) -> IntervalSet {
        IntervalSet(ranges(on: date).compactMap { $0.interval(on: date, in: zone) })
    }

    private func ranges(on date: LocalDate, _ exceptions: [ScheduleException]) -> [OpenRange] {
        var replaced: [OpenRange]?
        var extra: [OpenRange] = []
        for exception in exceptions where exception.covers(date) {
            switch exception.kind {
            case .closed: return []
            case .open(let ranges): replaced = (replaced ?? []) + ranges
            case .extra(let ranges): extra += ranges
            }
        }
        return (replaced ?? weekly[date.weekday] ?? []) + extra
    }
}

/// Hours of one date, in minutes after its midnight on the wall clock; past midnight when `closes` exceeds 1440.
package struct OpenRange: Hashable, Sendable {
    package let opens: Int
    package let closes: Int

    /// Nil unless 0 ≤ `opens` < 1440 and `opens` < `closes` ≤ 2880.
    package init?(opens: Int, closes: Int) {
        guard (0..<1440).contains(opens), opens < closes, closes <= 2880 else { return nil }
        self.opens = opens
        self.closes = closes
    }

    /// Nil when the range falls into a gap of the clock.
    func interval(on date: LocalDate, in zone: Zone) -> Interval? {
        Interval(from: Self.instant(opens, after: date, in: zone), to: Self.instant(closes, after: date, in: zone))
    }

    private static func instant(_ minutes: Int, after date: LocalDate, in zone: Zone) -> Instant {
        zone.instant(of: LocalDateTime(date.adding(days: minutes / 1440), LocalTime(unchecked: minutes % 1440)))
    }
}

/// A departure from the weekly hours on the dates `from...through`.
package struct ScheduleException: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// No hours at all; wins over every other exception.
        case closed(reason: ClosedReason)
        /// These hours in place of the weekly ones.
        case open([OpenRange])
        /// These hours besides the others.
        case extra([OpenRange])
    }

    package let from: LocalDate
    /// The last date; before `from`, the exception covers none.
    package let through: LocalDate
    package let kind: Kind

    package init(from: LocalDate, through: LocalDate, kind: Kind) {
        self.from = from
        self.through = through
        self.kind = kind
    }

    package func covers(_ date: LocalDate) -> Bool {
        from <= date && date <= through
    }
}

/// Why a business, or one of its resources, is closed.
package enum ClosedReason: String, CaseIterable, Hashable, Sendable {
    case holiday, blackout, maintenance
    case timeOff = "time_off"
}
