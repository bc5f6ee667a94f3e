import Kernel

/// A line of the file: the dates of one name, and where it is kept.
struct HolidayLine {
    private let dates: [Substring]
    private let places: Substring
    private let names: [String]

    /// Nil when it has too few fields.
    init?(_ line: Substring) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count >= 4 else { return nil }
        dates = fields[0].split(separator: " ")
        places = fields[1]
        names = fields[2...].map { $0 == "=" ? String(fields[2]) : String($0) }
    }

    func holidays(_ part: String?) -> [Holiday] {
        guard isKept(in: part) else { return [] }
        return dates.flatMap(Self.dates).map { date in
            Holiday(date: date, localName: names[0], english: names[1], spanish: names.count > 2 ? names[2] : nil)
        }
    }

    private func isKept(in part: String?) -> Bool {
        if places == "*" { return true }
        let isWithout = places.hasPrefix("!")
        let listed = places.drop { $0 == "!" }.split(separator: ",")
        guard let part else { return isWithout }
        return listed.contains(part[...]) != isWithout
    }

    /// `1225` is that day of every year, `60406` that of the year which ends in 6.
    private static func dates(_ text: Substring) -> [LocalDate] {
        guard let number = Int(text) else { return [] }
        let years = HolidayBook.years.filter { text.utf8.count == 4 || $0 % 10 == number / 10_000 }
        return years.compactMap { LocalDate(year: $0, month: number / 100 % 100, day: number % 100) }
    }
}
