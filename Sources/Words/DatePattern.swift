import Foundation
import Kernel

/// The names that a language has for months, days and halves of the day.
struct CalendarNames: Sendable {
    let months: [String]
    let shortMonths: [String]
    /// For a month without a day beside it; another case in some languages (pl: "listopad", not "listopada").
    let standaloneMonths: [String]
    /// From Monday to Sunday.
    let weekdays: [String]
    let shortWeekdays: [String]
    let dayHalves: [String]

    init(_ locale: Locale) {
        let formatter = DateFormatter()
        formatter.locale = locale
        months = formatter.monthSymbols
        shortMonths = formatter.shortMonthSymbols
        standaloneMonths = formatter.standaloneMonthSymbols
        weekdays = Self.fromMonday(formatter.weekdaySymbols)
        shortWeekdays = Self.fromMonday(formatter.shortWeekdaySymbols)
        dayHalves = [formatter.amSymbol, formatter.pmSymbol]
    }

    private static func fromMonday(_ fromSunday: [String]) -> [String] {
        Array(fromSunday.dropFirst() + fromSunday.prefix(1))
    }
}

/// How a locale writes a date, a time or both: a CLDR pattern such as `EEEE, d MMMM y 'at' HH:mm`, taken from the
/// library's data once and followed here. That is tens of times faster than asking the library each time, and needs
/// no zone, for which its data would be older than the system's.
struct DatePattern: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case year, shortYear
        case month(digits: Int), monthName, shortMonthName, standaloneMonthName
        case day(digits: Int)
        case weekday, shortWeekday
        case hour(cycle: Int, from: Int, digits: Int)
        case minute
        case dayHalf
    }

    private let pieces: [Piece]
    private let names: CalendarNames

    /// - Parameter skeleton: The wanted fields, such as `EEEEdMMMMy` or `jmm`.
    init(_ skeleton: String, _ locale: Locale, _ names: CalendarNames) {
        let pattern = DateFormatter.dateFormat(fromTemplate: skeleton, options: 0, locale: locale) ?? skeleton
        pieces = Self.pieces(of: pattern)
        self.names = names
    }

    func text(_ date: LocalDate, _ time: LocalTime = .midnight) -> String {
        let (year, month, day) = (date.year, date.month, date.day)
        var text = ""
        text.reserveCapacity(48)
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .year: text += String(year)
            case .shortYear: text += padded(year % 100, 2)
            case .month(let digits): text += padded(month, digits)
            case .monthName: text += names.months[month - 1]
            case .shortMonthName: text += names.shortMonths[month - 1]
            case .standaloneMonthName: text += names.standaloneMonths[month - 1]
            case .day(let digits): text += padded(day, digits)
            case .weekday: text += names.weekdays[date.weekday.rawValue - 1]
            case .shortWeekday: text += names.shortWeekdays[date.weekday.rawValue - 1]
            case .hour(let cycle, let first, let digits):
                text += padded((time.hour - first + cycle) % cycle + first, digits)
            case .minute: text += padded(time.minute, 2)
            case .dayHalf: text += names.dayHalves[time.hour / 12]
            }
        }
        return text
    }

    private static func pieces(of pattern: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = pattern[...]
        while let first = rest.first {
            if first == "'" {
                literal += quoted(&rest)
            } else if first.isASCII, first.isLetter {
                let run = rest.prefix { $0 == first }
                rest = rest[run.endIndex...]
                if !literal.isEmpty { pieces.append(.text(literal)) }
                literal = ""
                pieces.append(field(first, run.count) ?? .text(String(run)))
            } else {
                literal.append(rest.removeFirst())
            }
        }
        return literal.isEmpty ? pieces : pieces + [.text(literal)]
    }

    /// Takes `'text'`; two quotes are one.
    private static func quoted(_ rest: inout Substring) -> String {
        rest.removeFirst()
        let text = rest.prefix { $0 != "'" }
        rest = rest[text.endIndex...].dropFirst()
        return text.isEmpty ? "'" : String(text)
    }

    private static func field(_ letter: Character, _ count: Int) -> Piece? {
        switch letter {
        case "y", "u": count == 2 ? .shortYear : .year
        case "M": count > 3 ? .monthName : count == 3 ? .shortMonthName : .month(digits: count)
        case "L": count > 3 ? .standaloneMonthName : count == 3 ? .shortMonthName : .month(digits: count)
        case "d": .day(digits: count)
        case "E", "c": count > 3 ? .weekday : .shortWeekday
        case "H": .hour(cycle: 24, from: 0, digits: count)
        case "k": .hour(cycle: 24, from: 1, digits: count)
        case "K": .hour(cycle: 12, from: 0, digits: count)
        case "h": .hour(cycle: 12, from: 1, digits: count)
        case "m": .minute
        case "a", "b", "B": .dayHalf
        default: nil
        }
    }

    private func padded(_ number: Int, _ digits: Int) -> String {
        digits == 2 && number < 10 ? "0\(number)" : String(number)
    }
}
