/// What a calendar and a wall clock show, to the second, without a zone.
package struct LocalDateTime: Hashable, Comparable, Sendable {
    package let date: LocalDate
    private let secondOfDay: Int

    package init(_ date: LocalDate, _ time: LocalTime) {
        self.date = date
        secondOfDay = time.minuteOfDay * 60
    }

    /// Nil outside of 00:00:00 to 23:59:59.
    package init?(date: LocalDate, hour: Int, minute: Int, second: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
        self.date = date
        secondOfDay = (hour * 60 + minute) * 60 + second
    }

    /// The local time in UTC of so many seconds since 1970; stops at the first and the last date.
    init(secondsIfUTC seconds: Int64) {
        let range = LocalDate.secondsIfUTC
        let inRange = min(max(seconds, range.lowerBound), range.upperBound - 1)
        date = LocalDate(clamping: Int(floorDivide(inRange, 86_400)))
        secondOfDay = Int(floorRemainder(inRange, 86_400))
    }

    /// Seconds since 1970 if the clock showed UTC.
    var secondsIfUTC: Int64 { Int64(date.dayNumber) * 86_400 + Int64(secondOfDay) }

    package var hour: Int { secondOfDay / 3600 }
    package var minute: Int { secondOfDay / 60 % 60 }
    package var second: Int { secondOfDay % 60 }

    /// The time of day, cut to the minute.
    package var time: LocalTime { LocalTime(unchecked: secondOfDay / 60) }

    package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.secondsIfUTC < right.secondsIfUTC
    }
}

extension LocalDateTime: CustomStringConvertible {
    /// ISO 8601: `2026-11-21T09:00:00`.
    package var description: String {
        "\(date)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }
}
