import Kernel
import Testing

@Suite struct LocalDateTests {
    @Test func `eight centuries of days follow each other as on a calendar`() throws {
        let first = try #require(LocalDate(year: 1600, month: 1, day: 1))
        // 1600-01-01 was a Saturday.
        var (year, month, day, weekday, number) = (1600, 1, 1, 6, first.dayNumber)
        var wrong = 0
        while year <= 2400 {
            let date = LocalDate(year: year, month: month, day: day)
            let isRight =
                date?.dayNumber == number && date?.year == year && date?.month == month && date?.day == day
                && date?.weekday.rawValue == weekday && LocalDate(date?.description ?? "") == date
            if !isRight { wrong += 1 }
            (number, weekday, day) = (number + 1, weekday % 7 + 1, day + 1)
            if day > Self.length(month, year) {
                if LocalDate(year: year, month: month, day: day) != nil { wrong += 1 }
                (month, day) = (month + 1, 1)
            }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(wrong == 0)
        #expect(LocalDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
    }

    private static func length(_ month: Int, _ year: Int) -> Int {
        let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    @Test func `dates that do not exist are refused`() {
        for text in [
            "2025-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00", "0000-01-01",
            "2026-1-01", "26-01-01", "2026-01-01 ", " 2026-01-01", "2026/01/01", "+2026-01-01", "20260101", "",
            "２０２６-01-01", "2026-01-011", "-026-01-01", "10000-01-01",
        ] {
            #expect(LocalDate(text) == nil, "\(text)")
        }
        #expect(LocalDate("2024-02-29")?.description == "2024-02-29")
        #expect(LocalDate(year: 10_000, month: 1, day: 1) == nil)
        #expect(LocalDate(dayNumber: LocalDate.last.dayNumber + 1) == nil)
        #expect(LocalDate(dayNumber: 0)?.description == "1970-01-01")
    }

    @Test func `adding days stops at the ends of the calendar`() {
        #expect(LocalDate("2026-02-27")?.adding(days: 2).description == "2026-03-01")
        #expect(LocalDate.last.adding(days: 1) == .last)
        #expect(LocalDate.last.adding(days: .max) == .last)
        #expect(LocalDate.first.adding(days: .min) == .first)
        #expect((LocalDate.first.description, LocalDate.last.description) == ("0001-01-01", "9999-12-31"))
        #expect(LocalDate.first.days(until: .last) == 3_652_058)
        #expect(LocalDate.first < .last)
    }

    @Test func `times of day are read strictly`() {
        #expect(LocalTime("09:05")?.minuteOfDay == 545)
        #expect(LocalTime(hour: 23, minute: 59)?.description == "23:59")
        #expect(LocalTime(minuteOfDay: 61).map { [$0.hour, $0.minute] } == [1, 1])
        for text in ["24:00", "9:05", "09:60", "09:05:00", "", "0905", "-1:00"] { #expect(LocalTime(text) == nil) }
        #expect(LocalTime(hour: -1, minute: 0) == nil)
        #expect(LocalTime(minuteOfDay: 1440) == nil)
        #expect(LocalTime(minuteOfDay: 0) == .midnight)
        #expect(LocalTime.midnight < LocalTime(minuteOfDay: 1) ?? .midnight)
    }

    @Test func `a local date and time shows its parts`() throws {
        let date = try #require(LocalDate("2026-11-21"))
        let local = try #require(LocalDateTime(date: date, hour: 9, minute: 8, second: 7))
        #expect(local.description == "2026-11-21T09:08:07")
        #expect((local.hour, local.minute, local.second) == (9, 8, 7))
        #expect(local.time == LocalTime("09:08"))
        #expect(LocalDateTime(date, local.time) < local)
        #expect(LocalDateTime(date: date, hour: 24, minute: 0, second: 0) == nil)
    }
}
