/// The dates of something that comes again (C2, D13). Dates, not instants: at 09:00 it stays 09:00 through every change of the clock.
package struct Recurrence: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        /// The last date that may be in it.
        case through(LocalDate)
        /// How many dates it has.
        case count(Int)
    }

    /// The longest that a recurrence can be.
    package static let most = 366

    /// On which days of the week; none is the first date's.
    package let weekdays: Set<Weekday>
    /// 1 is every week, 2 every other one, counted in weeks that begin on Monday.
    package let everyWeeks: Int
    package let end: End

    /// Nil unless 1 ≤ `everyWeeks` ≤ 52 and a count is in 1…`most`.
    package init?(weekdays: Set<Weekday> = [], everyWeeks: Int = 1, end: End) {
        guard (1...52).contains(everyWeeks) else { return nil }
        if case .count(let count) = end, !(1...Self.most).contains(count) { return nil }
        self.weekdays = weekdays
        self.everyWeeks = everyWeeks
        self.end = end
    }

    /// The dates from `first` on, ascending, `most` at most. `first` itself is one of them only when its weekday is.
    package func dates(from first: LocalDate) -> [LocalDate] {
        let days = weekdays.isEmpty ? [first.weekday] : Weekday.allCases.filter(weekdays.contains)
        var dates: [LocalDate] = []
        var monday = first.adding(days: 1 - first.weekday.rawValue)
        while true {
            for day in days {
                let date = monday.adding(days: day.rawValue - 1)
                guard date >= first else { continue }
                // Where the calendar ends, the date stops short of its weekday.
                guard date.weekday == day, holds(date, after: dates.count) else { return dates }
                dates.append(date)
            }
            let next = monday.adding(days: 7 * everyWeeks)
            guard next.weekday == .monday, next > monday else { return dates }
            monday = next
        }
    }

    private func holds(_ date: LocalDate, after count: Int) -> Bool {
        switch end {
        case .through(let last): date <= last && count < Self.most
        case .count(let most): count < most
        }
    }
}
