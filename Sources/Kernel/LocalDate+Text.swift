extension LocalDate: CustomStringConvertible {
    /// Reads exactly `YYYY-MM-DD` in ASCII digits; nil for anything else and for days that do not exist.
    package init?(_ iso: String) {
        var scanner = Scanner(iso)
        guard let date = LocalDate(&scanner), scanner.isAtEnd else { return nil }
        self = date
    }

    init?(_ scanner: inout Scanner) {
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// ISO 8601: `2026-11-21`.
    package var description: String {
        let (year, month, day) = civil
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
