import Kernel
import Testing

@testable import Words

struct FormatsSpeedTests {
    // The goal is 2 µs in a release build, for a page may show hundreds; the bound here leaves room for a debug build
    // on a busy machine and still catches a format that asks the library each time.
    @Test func `a time and a date are written without asking the library`() throws {
        let formats = Formats.of(.es)
        let day = try #require(LocalDate(year: 2026, month: 11, day: 21))
        let times = (0..<1440).compactMap { LocalTime(minuteOfDay: $0) }
        var bytes = 0
        let clock = ContinuousClock()
        let best = (0..<5).map { _ in
            clock.measure { for time in times { bytes += formats.time(time).utf8.count } }
        }.min()
        let bestDate = (0..<5).map { _ in
            clock.measure { for _ in times { bytes += formats.date(day).utf8.count } }
        }.min()
        let (perTime, perDate) = (try #require(best) / times.count, try #require(bestDate) / times.count)
        print("format time=\(perTime) date=\(perDate) bytes=\(bytes)")
        #expect(perTime < .microseconds(20) && perDate < .microseconds(60))
    }
}
