@testable import Kernel

/// A compiled time zone, and the rule in its footer: every moment that the calendar has is converted there and back.
func fuzzZone(_ bytes: [UInt8]) {
    var input = Input(bytes)
    switch input.choice(of: 2) {
    case 0: if let zone = try? Zone(name: "Fuzz", tzif: input.bytes) { convert(zone) }
    default: if let zone = try? Zone(name: "Fuzz", tzif: file(footer: input.line())) { convert(zone) }
    }
}

/// The smallest file that has a footer: one offset of 0 in either block.
private func file(footer: String) -> [UInt8] {
    let header = Array("TZif2".utf8) + Array(repeating: 0, count: 15)
    let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
    let block: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
    return header + counts + block + header + counts + block + [10] + Array(footer.utf8) + [10]
}

private let years = [1, 1_899, 2_026, 2_099, 2_101, 9_999]

private func convert(_ zone: Zone) {
    for year in years {
        for (month, day) in [(1, 1), (3, 29), (12, 31)] {
            guard let date = LocalDate(year: year, month: month, day: day) else { continue }
            let start = zone.startOfDay(date)
            hold(zone.offset(at: start).magnitude <= 26 * 3_600, "an offset beyond a day")
            _ = zone.abbreviation(at: start)
            if let whole = zone.day(date) {
                hold(whole.from == start && start < whole.to, "a day that ends before it begins")
            }
            for time in [0, 150, 1_439] {
                guard let time = LocalTime(minuteOfDay: time) else { continue }
                let instant = zone.instant(of: LocalDateTime(date, time))
                _ = zone.local(instant)
                _ = instant.rfc3339(in: zone)
            }
        }
    }
}
