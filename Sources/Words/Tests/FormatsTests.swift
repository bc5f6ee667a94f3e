import Foundation
import Kernel
import Testing

@testable import Words

private let english = Formats.of(.en)
private let american = Formats.of(.en, region: "US")
private let spanish = Formats.of(.es)

private func zone(_ name: String) throws -> Zone {
    let file = try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)"))
    return try Zone(name: name, tzif: [UInt8](file))
}

private func instant(_ text: String) throws -> Instant {
    try #require(Instant(rfc3339: text))
}

/// Spaces that do not break are spaces to a reader of tests.
private func plain(_ text: String) -> String {
    text.replacing("\u{202F}", with: " ").replacing("\u{A0}", with: " ")
}

struct FormatsTests {
    let day = LocalDate(year: 2026, month: 11, day: 21)!
    let halfPastTwo = LocalTime(hour: 14, minute: 30)!

    @Test func `dates read as in each language`() {
        #expect(english.date(day) == "Saturday, 21 November 2026")
        #expect(american.date(day) == "Saturday, November 21, 2026")
        #expect(spanish.date(day) == "sábado, 21 de noviembre de 2026")
        #expect(english.date(day, style: .medium) == "21 Nov 2026")
        #expect(english.date(day, style: .short) == "21/11/2026")
        #expect(english.date(day, style: .weekdayDay) == "Sat 21 Nov")
        #expect(english.date(day, style: .monthYear) == "November 2026")
        #expect(spanish.date(day, style: .medium) == "21 nov 2026")
        #expect(spanish.date(day, style: .short) == "21/11/2026")
        #expect(spanish.date(day, style: .weekdayDay) == "sáb, 21 nov")
        #expect(spanish.date(day, style: .monthYear) == "noviembre de 2026")
        #expect(Formats.of(.pl).date(day, style: .monthYear) == "listopad 2026")
        #expect(Formats.of(.ja).date(day) == "2026年11月21日 土曜日")
    }

    @Test func `times follow the clock of the country`() throws {
        #expect(english.time(halfPastTwo) == "14:30")
        #expect(spanish.time(halfPastTwo) == "14:30")
        #expect(plain(american.time(halfPastTwo)) == "2:30 PM")
        #expect(plain(american.time(.midnight)) == "12:00 AM")
        #expect(plain(american.time(try #require(LocalTime("12:05")))) == "12:05 PM")
        #expect(english.time(LocalDateTime(day, halfPastTwo)) == "14:30")
    }

    @Test func `a week starts where the country starts it`() {
        #expect(english.firstWeekday == .monday && american.firstWeekday == .sunday)
        #expect(english.weekday(.monday) == "Monday" && spanish.weekday(.sunday, short: true) == "dom")
    }

    @Test func `the zone is named beside every time`() throws {
        let madrid = try zone("Europe/Madrid")
        let start = try instant("2026-11-21T13:30:00Z")
        #expect(english.dateTime(start, in: madrid) == "Saturday, 21 November 2026 at 14:30, Europe/Madrid (CET)")
        #expect(spanish.dateTime(start, in: madrid) == "sábado, 21 de noviembre de 2026, 14:30, Europe/Madrid (CET)")
        #expect(english.time(start, in: madrid) == "14:30")
        #expect(english.zoneName(try zone("America/Sao_Paulo"), at: start) == "America/Sao Paulo (UTC-3)")
        #expect(english.zoneName(try zone("Asia/Kathmandu"), at: start) == "Asia/Kathmandu (UTC+5:45)")
        #expect(english.zoneName(.utc, at: start) == "UTC")
    }

    @Test func `the two half past twos of an autumn night can be told apart`() throws {
        let madrid = try zone("Europe/Madrid")
        let (first, second) = (try instant("2026-10-25T00:30:00Z"), try instant("2026-10-25T01:30:00Z"))
        #expect(english.dateTime(first, in: madrid) == "Sunday, 25 October 2026 at 02:30, Europe/Madrid (CEST)")
        #expect(english.dateTime(second, in: madrid) == "Sunday, 25 October 2026 at 02:30, Europe/Madrid (CET)")
        #expect(
            english.range(from: first, to: second, in: madrid)
                == "Sunday, 25 October 2026 at 02:30 CEST – 02:30 CET, Europe/Madrid")
    }

    @Test func `a range names its day once`() throws {
        let madrid = try zone("Europe/Madrid")
        let start = try instant("2026-11-21T13:30:00Z")
        #expect(
            english.range(from: start, to: start + .minutes(45), in: madrid)
                == "Saturday, 21 November 2026 at 14:30–15:15, Europe/Madrid (CET)")
        #expect(
            english.range(from: start, to: start + .hours(12), in: madrid)
                == "Saturday, 21 November 2026 at 14:30 – Sunday, 22 November 2026 at 02:30, Europe/Madrid (CET)")
    }

    @Test(arguments: [
        ("EUR", "1234.50", "€1,234.50", "1234,50 €"), ("EUR", "12345.00", "€12,345.00", "12.345,00 €"),
        ("JPY", "5000", "JP¥5,000", "5000 JPY"), ("KWD", "-1.250", "-KWD 1.250", "-1,250 KWD"),
        ("USD", "0.05", "US$0.05", "0,05 US$"), ("EUR", "0.00", "€0.00", "0,00 €"),
    ])
    func `money has all decimals of its currency`(code: String, decimal: String, inEnglish: String, inSpanish: String)
        throws
    {
        let currency = try #require(Currency(code))
        let money = try #require(Money(decimal: decimal, currency: currency))
        #expect(plain(english.money(money)) == inEnglish)
        #expect(plain(spanish.money(money)) == inSpanish)
    }

    @Test func `the largest amounts stay exact`() throws {
        let most = Money(minor: .max, currency: try #require(Currency("JPY")))
        #expect(english.money(most) == "JP¥9,223,372,036,854,775,807")
        #expect(english.money(Money(minor: .min, currency: most.currency)) == "-JP¥9,223,372,036,854,775,808")
    }

    @Test func `numbers, shares and durations`() {
        #expect(english.number(1_234_567) == "1,234,567" && spanish.number(1_234_567) == "1.234.567")
        #expect(english.percent(basisPoints: 1250) == "12.5%" && plain(spanish.percent(basisPoints: 1250)) == "12,5 %")
        #expect(english.percent(basisPoints: 10_000) == "100%" && english.percent(basisPoints: 1) == "0.01%")
        #expect(plain(english.duration(minutes: 90)) == "1 hr 30 min")
        #expect(plain(spanish.duration(minutes: 90)) == "1 h 30 min")
        #expect(plain(english.duration(minutes: 45)) == "45 min")
        #expect(plain(english.duration(minutes: 120)) == "2 hrs")
    }

    @Test func `every date of two years reads as the library writes it`() throws {
        let styles: [(Formats.DateStyle, String)] = [
            (.full, "EEEEdMMMMy"), (.medium, "dMMMy"), (.short, "yMd"), (.weekdayDay, "EEEdMMM"), (.monthYear, "LLLLy"),
        ]
        let start = try #require(LocalDate(year: 2027, month: 1, day: 1))
        for language in Language.allCases {
            let formats = Formats.of(language)
            for (style, skeleton) in styles {
                let oracle = DateFormatter()
                oracle.locale = formats.locale
                oracle.timeZone = .gmt
                oracle.setLocalizedDateFormatFromTemplate(skeleton)
                for date in (0..<731).map({ start.adding(days: $0) }) {
                    let expected = oracle.string(from: Date(timeIntervalSince1970: Double(date.dayNumber) * 86_400))
                    #expect(formats.date(date, style: style) == expected, "\(language) \(skeleton)")
                }
            }
        }
    }

    @Test func `every minute of a day reads as the library writes it`() throws {
        for (language, region) in [
            (Language.en, "GB"), (.en, "US"), (.es, "ES"), (.es, "MX"), (.ar, "AE"), (.ja, "JP"),
        ] {
            let formats = Formats.of(language, region: region)
            let oracle = DateFormatter()
            oracle.locale = formats.locale
            oracle.timeZone = .gmt
            oracle.setLocalizedDateFormatFromTemplate("jmm")
            for minute in 0..<1440 {
                let time = try #require(LocalTime(minuteOfDay: minute))
                let expected = oracle.string(from: Date(timeIntervalSince1970: Double(minute) * 60))
                #expect(formats.time(time) == expected, "\(language) \(region)")
            }
        }
    }

    @Test func `a country that does not exist is the default one`() {
        #expect(Formats.of(.en, region: "ZZ") === english && Formats.of(.en, region: "xx; drop") === english)
        #expect(Formats.of(.en, region: "us") === american)
    }
}
