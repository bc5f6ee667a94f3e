/// A time of day on the wall clock, to the minute.
package struct LocalTime: Hashable, Comparable, Sendable {
    /// Minutes since midnight as the clock shows them, 0 to 1439.
    package let minuteOfDay: Int

    package static let midnight = LocalTime(unchecked: 0)

    /// Nil outside of 0 to 1439.
    package init?(minuteOfDay: Int) {
        guard (0..<1440).contains(minuteOfDay) else { return nil }
        self.minuteOfDay = minuteOfDay
    }

    /// Nil outside of 00:00 to 23:59.
    package init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        minuteOfDay = hour * 60 + minute
    }

    /// Reads exactly `HH:MM`.
    package init?(_ text: String) {
        var scanner = Scanner(text)
        guard let hour = scanner.number(digits: 2), scanner.take(":"),
            let minute = scanner.number(digits: 2), scanner.isAtEnd
        else { return nil }
        self.init(hour: hour, minute: minute)
    }

    init(unchecked minuteOfDay: Int) {
        self.minuteOfDay = minuteOfDay
    }

    package var hour: Int { minuteOfDay / 60 }
    package var minute: Int { minuteOfDay % 60 }

    package static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.minuteOfDay < right.minuteOfDay
    }
}

extension LocalTime: CustomStringConvertible {
    /// `HH:MM`.
    package var description: String { "\(padded(hour, 2)):\(padded(minute, 2))" }
}
