/// A day of the calendar, without a zone: 0001-01-01 to 9999-12-31 (proleptic Gregorian).
package struct LocalDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01; negative before.
    package let dayNumber: Int

    static let dayNumbers = -719_162...2_932_896

    /// Seconds since 1970 of all instants whose date in UTC is a `LocalDate`.
    static let secondsIfUTC = Int64(dayNumbers.lowerBound) * 86_400..<Int64(dayNumbers.upperBound + 1) * 86_400

    package static let first = LocalDate(clamping: dayNumbers.lowerBound)
    package static let last = LocalDate(clamping: dayNumbers.upperBound)

    /// Nil outside of 0001-01-01 to 9999-12-31.
    package init?(dayNumber: Int) {
        guard Self.dayNumbers.contains(dayNumber) else { return nil }
        self.dayNumber = dayNumber
    }

    /// Nil when there is no such day, or its year is not in 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        dayNumber = Self.dayNumber(year, month, day)
    }

    /// The nearest date that exists to a day number.
    init(clamping dayNumber: Int) {
        self.dayNumber = min(max(dayNumber, Self.dayNumbers.lowerBound), Self.dayNumbers.upperBound)
    }

    package var year: Int { civil.year }
    package var month: Int { civil.month }
    package var day: Int { civil.day }

    package var weekday: Weekday {
        // Day 0 was a Thursday.
        Weekday.allCases[floorRemainder(dayNumber + 3, 7)]
    }

    /// The date so many days later, or earlier when negative; stops at the first and the last date.
    package func adding(days: Int) -> LocalDate {
        let (sum, overflow) = dayNumber.addingReportingOverflow(days)
        return LocalDate(clamping: overflow ? (days < 0 ? .min : .max) : sum)
    }

    /// How many days later `other` is; negative when it is earlier.
    package func days(until other: LocalDate) -> Int {
        other.dayNumber - dayNumber
    }

    package static func < (left: LocalDate, right: LocalDate) -> Bool {
        left.dayNumber < right.dayNumber
    }
}

/// A day of the week, numbered as in ISO 8601.
package enum Weekday: Int, CaseIterable, Hashable, Sendable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday
}
