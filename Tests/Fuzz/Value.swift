@testable import Holidays
@testable import Kernel
@testable import Web

/// Ids, references, times, money and hours: what is read is written as it was, and nothing else is read.
func fuzzValue(_ bytes: [UInt8]) {
    var input = Input(bytes)
    switch input.choice(of: 5) {
    case 0: identity(input.text)
    case 1: time(input.text)
    case 2: money(input.line(), input.text)
    case 3: hours(input.text)
    default: holidays(input.text)
    }
}

private func identity(_ text: String) {
    if let id = FuzzID(text) { hold(id.text == text && id.rawValue >= 0, "another id: \(text)") }
    if let id = FuzzID("bkg_\(text)") { hold(id.text == "bkg_\(text)", "another id: \(text)") }
    if let reference = Reference(text) {
        hold(Reference(reference.text) == reference && reference.text.utf8.count == 8, "another reference: \(text)")
    }
    if let cursor = Base32.value(text.utf8) { hold(Base32.text(cursor) == text, "another number: \(text)") }
}

private func time(_ text: String) {
    if let instant = Instant(rfc3339: text) {
        hold(Instant(rfc3339: instant.rfc3339) == instant, "another instant: \(text)")
        hold((1...9_999).contains(Zone.utc.local(instant).date.year), "an instant beyond the calendar: \(text)")
    }
    if let date = LocalDate(text) { hold(date.description == text, "another date: \(text)") }
    if let time = LocalTime(text) { hold(time.description == text, "another time: \(text)") }
    for format in [Format.date, .time, .instant, .zone] where format.accepts(text) {
        hold(text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "not plain: \(text)")
    }
}

private func money(_ code: String, _ text: String) {
    guard let currency = Currency(code) ?? Currency("EUR") else { return }
    if let money = Money(decimal: text, currency: currency) {
        hold(Money(decimal: money.decimal, currency: currency) == money, "another sum: \(text)")
        hold(money.minor.magnitude < 10_000_000_000_000_000_000, "more than a column holds")
        _ = try? money.multiplied(by: text.utf8.count)
        _ = try? money.adding(money)
        _ = try? money.subtracting(money)
    }
    guard Format.decimal.accepts(text) else { return }
    hold(text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }, "no decimal: \(text)")
}

private func hours(_ text: String) {
    if let range = OpenRange(text: text) {
        hold(OpenRange(text: range.text) == range, "other hours: \(text)")
        hold(
            (0..<1_440).contains(range.opens) && range.opens < range.closes && range.closes <= 2_880,
            "no hours: \(text)")
    }
    guard let ranges = HoursText.ranges(text) else { return }
    hold(ranges.count <= 10, "too many hours")
    hold(HoursText.ranges(HoursText.text(ranges)) == ranges, "other hours: \(text)")
    _ = ranges.isOverlapping
}

private func holidays(_ text: String) {
    let lines = text.split(separator: "\n")
    for line in lines.prefix(20) {
        for part in [nil, "MD"] {
            let found = HolidayLine(line)?.holidays(part) ?? []
            hold(found.allSatisfy { HolidayBook.years.contains($0.date.year) }, "a day beyond the book: \(line)")
        }
    }
    guard let country = HolidayCountry(block: Array(lines.prefix(20))) else { return }
    let days = country.holidays(part: country.parts.first?.code) ?? []
    hold(zip(days, days.dropFirst()).allSatisfy { $0.date <= $1.date }, "out of order")
}
