import Testing

@testable import Kernel

/// Every date is asked, one after the other, whether it is in the recurrence.
@Suite struct RecurrenceTests {
    @Test func `the dates agree with asking every day`() throws {
        var random = Random(31)
        for _ in 0..<3_000 {
            let first = try #require(
                LocalDate(
                    year: random.int(1999...2032), month: random.chance(30) ? 12 : random.int(1...12),
                    day: random.int(1...28)))
            let weekdays = Set(Weekday.allCases.filter { _ in random.chance(30) })
            let every = random.chance(40) ? 1 : random.int(1...52)
            let end: Recurrence.End =
                random.chance(50) ? .count(random.int(1...60)) : .through(first.adding(days: random.int(-3...900)))
            let recurrence = try #require(Recurrence(weekdays: weekdays, everyWeeks: every, end: end))
            let expected = Self.everyDay(from: first, weekdays, every, end)
            #expect(recurrence.dates(from: first) == expected, "\(first) \(weekdays) \(every) \(end)")
        }
    }

    private static func everyDay(from first: LocalDate, _ weekdays: Set<Weekday>, _ every: Int, _ end: Recurrence.End)
        -> [LocalDate]
    {
        var monday = first
        while monday.weekday != .monday { monday = monday.adding(days: -1) }
        var dates: [LocalDate] = []
        for number in 0..<(366 * 61) {
            let date = first.adding(days: number)
            switch end {
            case .through(let last) where date > last: return dates
            case .count(let count) where dates.count == count: return dates
            default: break
            }
            let isItsWeek = monday.days(until: date) / 7 % every == 0
            let isItsDay = weekdays.isEmpty ? date.weekday == first.weekday : weekdays.contains(date.weekday)
            if isItsWeek && isItsDay && dates.count < Recurrence.most { dates.append(date) }
        }
        return dates
    }

    @Test func `a Sunday's second week begins on the day after`() throws {
        let sunday = try #require(LocalDate(year: 2026, month: 12, day: 27))
        let both = try #require(Recurrence(weekdays: [.monday, .sunday], everyWeeks: 2, end: .count(3)))
        #expect(both.dates(from: sunday).map(\.description) == ["2026-12-27", "2027-01-04", "2027-01-10"])
    }

    @Test func `a recurrence has an end, and the calendar too`() throws {
        let daily = Set(Weekday.allCases)
        let date = try #require(LocalDate(year: 2026, month: 1, day: 1))
        let long = try #require(Recurrence(weekdays: daily, end: .through(.last)))
        #expect(long.dates(from: date).count == Recurrence.most)
        let most = try #require(Recurrence(weekdays: daily, end: .count(Recurrence.most)))
        #expect(most.dates(from: date).last == date.adding(days: 365))
        #expect(most.dates(from: .last) == [.last])
        #expect(most.dates(from: LocalDate.last.adding(days: -9)).count == 10)
        #expect(long.dates(from: .first).first == .first)
        let over = try #require(Recurrence(end: .through(date.adding(days: -1))))
        #expect(over.dates(from: date) == [])
    }

    @Test func `what is no recurrence is none`() {
        for every in [.min, -1, 0, 53, .max] { #expect(Recurrence(everyWeeks: every, end: .count(1)) == nil) }
        for count in [.min, -1, 0, 367, .max] { #expect(Recurrence(end: .count(count)) == nil) }
        #expect(Recurrence(everyWeeks: 52, end: .count(366)) != nil)
    }
}
