import Holidays
import Kernel

/// Whose holidays the business keeps, and on which of them it is open all the same.
package struct HolidayCalendar: Sendable, Equatable {
    /// Dates on which a business may be open in spite of a holiday.
    package static let openedMost = 400

    /// Off, the choice of the country stays for another time.
    package let isOn: Bool
    package let country: String
    /// A part of the country; nil for the days that all of it keeps.
    package let part: String?
    package let opened: Set<LocalDate>

    package init(isOn: Bool, country: String, part: String? = nil, opened: Set<LocalDate> = []) {
        self.isOn = isOn
        self.country = country
        self.part = part
        self.opened = opened
    }

    /// The days of the country or its part, whether the business is open on them or not.
    package var days: [Holiday] { HolidayBook.country(country)?.holidays(part: part) ?? [] }

    /// The days on which it is closed, by date; none when it is off.
    var closing: [LocalDate: Holiday] {
        guard isOn else { return [:] }
        return Dictionary(days.filter { !opened.contains($0.date) }.map { ($0.date, $0) }) { first, _ in first }
    }

    /// `Spain, Madrid` in `language`.
    package func name(in language: String) -> String {
        let known = HolidayBook.country(country)
        let place = part.flatMap { code in known?.parts.first { $0.code == code }?.name }
        return [known?.name(in: language) ?? country, place].compactMap { $0 }.joined(separator: ", ")
    }
}

/// Why nothing is open on a date.
package struct Shut: Sendable, Equatable {
    /// Nil when no hours are set for that day of the week.
    package let reason: ClosedReason?
    /// The holiday that it is, where its name is known.
    package let holiday: Holiday?

    package init(reason: ClosedReason?, holiday: Holiday?) {
        self.reason = reason
        self.holiday = holiday
    }
}
