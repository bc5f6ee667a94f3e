extension ZoneRule {
    /// Reads a footer; throws `.footer` when it is not of the form or its numbers are out of range.
    init(_ text: String) throws(ZoneFault) {
        var scanner = Scanner(text)
        guard let rule = Self.parse(&scanner), scanner.isAtEnd else { throw .footer(text) }
        self = rule
    }

    private static func parse(_ scanner: inout Scanner) -> ZoneRule? {
        guard let name = scanner.name(), let west = scanner.time(hours: 24) else { return nil }
        let standard = ZoneOffset(seconds: -west, abbreviation: name)
        if scanner.isAtEnd { return ZoneRule(standard: standard, saving: nil) }
        guard let savingName = scanner.name() else { return nil }
        var east = standard.seconds + 3600
        if !scanner.take(",") {
            guard let west = scanner.time(hours: 24), scanner.take(",") else { return nil }
            east = -west
        }
        guard let starts = scanner.change(), scanner.take(","), let ends = scanner.change() else { return nil }
        let offset = ZoneOffset(seconds: east, abbreviation: savingName)
        return ZoneRule(standard: standard, saving: Saving(offset: offset, starts: starts, ends: ends))
    }
}

extension Scanner {
    /// An abbreviation of three or more characters: letters, or letters, digits and signs in `<>`.
    fileprivate mutating func name() -> String? {
        let isQuoted = take("<")
        let name = run { byte in
            switch Character(Unicode.Scalar(byte)) {
            case "A"..."Z", "a"..."z": true
            case "0"..."9", "+", "-": isQuoted
            default: false
            }
        }
        return name.count >= 3 && (!isQuoted || take(">")) ? name : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds; at most so many hours.
    fileprivate mutating func time(hours limit: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number(through: limit).map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let value = number(through: 59) else { return nil }
            seconds += value * unit
        }
        return isNegative ? -seconds : seconds
    }

    fileprivate mutating func change() -> ZoneRule.Change? {
        guard let day = day() else { return nil }
        guard take("/") else { return ZoneRule.Change(day: day, time: 2 * 3600) }
        return time(hours: 167).map { ZoneRule.Change(day: day, time: $0) }
    }

    private mutating func day() -> ZoneRule.Change.Day? {
        if take("J") { return number(from: 1, through: 365).map { .julian($0) } }
        guard take("M") else { return number(through: 365).map { .ordinal($0) } }
        guard let month = number(from: 1, through: 12), take("."), let week = number(from: 1, through: 5), take("."),
            let day = number(through: 6)
        else { return nil }
        return .nth(month: month, week: week, day: day)
    }

    private mutating func number(from least: Int = 0, through most: Int) -> Int? {
        let digits = self.digits()
        guard digits.count <= 3, let value = Int(digits), (least...most).contains(value) else { return nil }
        return value
    }
}
