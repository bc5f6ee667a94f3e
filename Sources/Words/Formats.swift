import Foundation
import Kernel
import Synchronization

/// How one locale writes dates, times, zones, numbers and money, from the Unicode data in Foundation. Pages, mails,
/// calendar files and the API's texts all use this, so that one moment reads the same everywhere.
package final class Formats: Sendable {
    package let language: Language
    let locale: Locale
    /// The weekday that a week in a calendar starts with.
    package let firstWeekday: Weekday

    let names: CalendarNames
    let full: DatePattern
    let medium: DatePattern
    let short: DatePattern
    let weekdayDay: DatePattern
    let dayMonth: DatePattern
    let monthYear: DatePattern
    let time: DatePattern
    let fullTime: DatePattern
    let durations = Memo<Int, String>()

    private static let all = Memo<String, Formats>(limit: 512)

    /// The formats of a language in a country (ISO 3166), made once; nil takes the country below, and so does a
    /// country that does not exist.
    package static func of(_ language: Language, region: String? = nil) -> Formats {
        let known = region.flatMap { Language.region(ofTag: "\(language.code)-\($0)") }
        let identifier = [language.code, known ?? defaultRegions[language]].compactMap { $0 }.joined(separator: "_")
        return all.value(identifier) { Formats(language, Locale(identifier: identifier)) }
    }

    // English without a country is written as in Britain: day before month and a clock of 24 hours, which more of
    // the world reads without a mistake.
    private static let defaultRegions: [Language: String] = [
        .de: "DE", .en: "GB", .es: "ES", .fr: "FR", .he: "IL", .it: "IT", .ja: "JP", .pl: "PL", .pt: "BR",
    ]

    private init(_ language: Language, _ locale: Locale) {
        self.language = language
        self.locale = locale
        firstWeekday = Self.weekday(locale.firstDayOfWeek)
        names = CalendarNames(locale)
        full = DatePattern("EEEEdMMMMy", locale, names)
        medium = DatePattern("dMMMy", locale, names)
        short = DatePattern("yMd", locale, names)
        weekdayDay = DatePattern("EEEdMMM", locale, names)
        dayMonth = DatePattern("dMMM", locale, names)
        monthYear = DatePattern("LLLLy", locale, names)
        time = DatePattern("jmm", locale, names)
        fullTime = DatePattern("EEEEdMMMMyjmm", locale, names)
    }

    private static func weekday(_ weekday: Locale.Weekday) -> Weekday {
        switch weekday {
        case .sunday: .sunday
        case .monday: .monday
        case .tuesday: .tuesday
        case .wednesday: .wednesday
        case .thursday: .thursday
        case .friday: .friday
        case .saturday: .saturday
        @unknown default: .monday
        }
    }
}

/// Remembers what was made for a key. Past its limit it forgets everything, so that it can't grow.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let values = Mutex<[Key: Value]>([:])
    private let limit: Int

    init(limit: Int = 1024) {
        self.limit = limit
    }

    func value(_ key: Key, make: () -> Value) -> Value {
        if let value = values.withLock({ $0[key] }) { return value }
        let made = make()
        return values.withLock { values in
            // Another thread may have been quicker; there is one value for a key.
            if let value = values[key] { return value }
            if values.count >= limit { values.removeAll() }
            values[key] = made
            return made
        }
    }
}
