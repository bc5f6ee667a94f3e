/// Opening hours on the wall clock: a weekly pattern and dated exceptions to it.
package struct Schedule: Hashable, Sendable {
    package var weekly: [Weekday: [OpenRange]]
    package var exceptions: [ScheduleException]
    /// Dates on which the weekly hours don't hold. An exception that opens such a date wins over it.
    package var holidays: Set<LocalDate>

    package init(
        weekly: [Weekday: [OpenRange]] = [:], exceptions: [ScheduleException] = [], holidays: Set<LocalDate> = []
    ) {
        self.weekly = weekly
        self.exceptions = exceptions
        self.holidays = holidays
    }

    /// Why a date is closed, by the first exception that closes it, or else by a holiday that no exception opens; nil
    /// when nothing does, even where the weekly pattern has no hours.
    package func closedReason(on date: LocalDate) -> ClosedReason? {
        var isOpened = false
        for exception in exceptions where exception.covers(date) {
            if case .closed(let reason) = exception.kind { return reason }
            isOpened = true
        }
        return !isOpened && holidays.contains(date) ? .holiday : nil
    }

    /// The ranges that open on a date: none when it is closed; else the exceptional hours, or where there are none the
    /// weekly ones unless it is a holiday, and the extra hours.
    package func ranges(on date: LocalDate) -> [OpenRange] {
        ranges(on: date, exceptions)
    }

    /// The open time of the dates `from...through`, as instants in `zone`.
    ///
    /// A range belongs whole to the date that it opens on: one that passes midnight is neither cut at the end of
    /// `through` nor, when it reaches into `from` from the day before, at its start. Each edge is converted from the
    /// wall clock by itself, so a day with a transition is an hour shorter or longer.
    package func open(from: LocalDate, through: LocalDate, in zone: Zone) -> IntervalSet {
        IntervalSet(intervals(from: from, through: through, in: zone))
    }

    /// The same, with the openings that starts are counted from: of starts on `from` and later these are the same, however far before
    /// them one asks.
    package func openingHours(from: LocalDate, through: LocalDate, in zone: Zone) -> OpeningHours {
        OpeningHours(intervals(from: from, through: through, in: zone))
    }

    private func intervals(from: LocalDate, through: LocalDate, in zone: Zone) -> [Interval] {
        guard from <= through else { return [] }
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
        return intervals
    }

    /// The open time of the ranges that open on `date`, without what reaches into it from the day before.
    package func openings(on date: LocalDate, in zone: Zone) -> IntervalSet {
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
        return (replaced ?? (holidays.contains(date) ? [] : weekly[date.weekday] ?? [])) + extra
    }
}

extension Schedule {
    /// The first weekday one of whose ranges runs into another, of that day or past midnight into one of the next; nil
    /// when each minute of the week is in one range at most.
    package static func overlap(in weekly: [Weekday: [OpenRange]]) -> Weekday? {
        Weekday.allCases.first { day in
            let ranges = (weekly[day] ?? []).sorted { $0.opens < $1.opens }
            let next = Weekday(rawValue: day.rawValue % 7 + 1).flatMap { weekly[$0] } ?? []
            let bounds = (ranges.dropFirst().map(\.opens) + [next.map { $0.opens + 1440 }.min() ?? .max])
            return zip(ranges, bounds).contains { $0.closes > $1 }
        }
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
