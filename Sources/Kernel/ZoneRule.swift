/// The rule for the years after a zone's listed transitions: the footer of a TZif file, in the form of POSIX's TZ
/// with the extensions of RFC 9636: `CET-1CEST,M3.5.0,M10.5.0/3`, `<+03>-3`, `IST-2IDT,M3.4.4/26,M10.5.0`.
struct ZoneRule: Sendable {
    /// One of the two changes of a year.
    struct Change: Sendable {
        enum Day: Sendable {
            /// `Jn`: 1 to 365, February 29 is never counted.
            case julian(Int)
            /// `n`: 0 to 365, February 29 is counted.
            case ordinal(Int)
            /// `Mm.w.d`: week 1 to 5 (5 is the last), day 0 (Sunday) to 6.
            case nth(month: Int, week: Int, day: Int)
        }
        let day: Day
        /// Seconds after the day's midnight on the clock before the change, −167 to 167 hours.
        let time: Int
    }

    struct Saving: Sendable {
        let offset: ZoneOffset
        let starts: Change
        let ends: Change
    }

    /// Rules are spelled out in tables to the end of this year.
    static let lastYear = 2100
    /// Seconds since 1970 from which a table is no longer the answer; a year before the end of the last one, as
    /// the table must reach past what is looked up in it.
    static let horizon = Int64(LocalDate.dayNumber(lastYear, 1, 1)) * 86_400

    let standard: ZoneOffset
    let saving: Saving?

    /// A year whose changes are all before `utc` (seconds since 1970), but not before 1900.
    func firstYear(before utc: Int64) -> Int {
        min(max(LocalDateTime(secondsIfUTC: utc).date.year - 1, 1900), Self.lastYear)
    }

    /// The transitions of some years, sorted. Where daylight saving ends and starts in the same second (all the
    /// year), only the start is kept.
    func transitions(in years: ClosedRange<Int>) -> [ZoneTransition] {
        guard let saving else { return [] }
        let all = years.flatMap { year in
            [
                transition(saving.ends, year, before: saving.offset, after: standard),
                transition(saving.starts, year, before: standard, after: saving.offset),
            ]
        }
        let starts = Set(all.filter { $0.offset == saving.offset }.map(\.utc))
        return all.filter { $0.offset == saving.offset || !starts.contains($0.utc) }.sorted { $0.utc < $1.utc }
    }

    private func transition(
        _ change: Change, _ year: Int, before: ZoneOffset, after: ZoneOffset
    ) -> ZoneTransition {
        let midnight = Int64(change.day.dayNumber(in: year)) * 86_400
        return ZoneTransition(utc: midnight + Int64(change.time - before.seconds), offset: after)
    }
}

extension ZoneRule.Change.Day {
    /// Days since 1970-01-01 of this day in `year`.
    func dayNumber(in year: Int) -> Int {
        switch self {
        case .julian(let day):
            let skipsLeapDay = LocalDate.isLeap(year) && day >= 60
            return LocalDate.dayNumber(year, 1, 1) + day - (skipsLeapDay ? 0 : 1)
        case .ordinal(let day):
            return LocalDate.dayNumber(year, 1, 1) + day
        case .nth(let month, let week, let day):
            let first = LocalDate.dayNumber(year, month, 1)
            // Day 0 was a Thursday, which is 4 in this count.
            let earliest = first + floorRemainder(day - floorRemainder(first + 4, 7), 7)
            let last = first + LocalDate.length(ofMonth: month, year: year) - 1
            let wanted = earliest + (week - 1) * 7
            return wanted > last ? wanted - 7 : wanted
        }
    }
}
