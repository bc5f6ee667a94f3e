extension Instant {
    /// Reads an RFC 3339 date-time: `2026-11-21T09:00:00Z`, with an optional fraction of 1 to 9 digits (cut to
    /// milliseconds) and `Z` or an offset of at most ±23:59. Nil for anything else: impossible dates, second 60, a
    /// missing zone, a moment outside of the years 1 to 9999 in UTC.
    package init?(rfc3339 text: String) {
        var scanner = Scanner(text)
        guard let date = LocalDate(&scanner), scanner.take("T") || scanner.take("t"),
            let hour = scanner.number(digits: 2), scanner.take(":"),
            let minute = scanner.number(digits: 2), scanner.take(":"),
            let second = scanner.number(digits: 2),
            let local = LocalDateTime(date: date, hour: hour, minute: minute, second: second),
            let fraction = Self.fraction(&scanner), let offset = Self.offset(&scanner), scanner.isAtEnd
        else { return nil }
        let seconds = local.secondsIfUTC - Int64(offset)
        guard LocalDate.secondsIfUTC.contains(seconds) else { return nil }
        self.init(milliseconds: seconds * 1000 + Int64(fraction))
    }

    /// RFC 3339 in UTC: `2026-11-21T09:00:00Z`, with three decimals only when the milliseconds are not zero.
    package var rfc3339: String {
        text(offset: 0) + "Z"
    }

    /// RFC 3339 with the offset of `zone` at this instant: `2026-11-21T10:00:00+01:00`. The offsets that were not
    /// whole minutes (before about 1970) are cut to minutes, and the local time with them.
    package func rfc3339(in zone: Zone) -> String {
        let minutes = zone.offset(at: self) / 60
        let sign = minutes < 0 ? "-" : "+"
        return "\(text(offset: minutes * 60))\(sign)\(padded(abs(minutes) / 60, 2)):\(padded(abs(minutes) % 60, 2))"
    }

    private func text(offset: Int) -> String {
        let local = LocalDateTime(secondsIfUTC: seconds + Int64(offset))
        let fraction = Int(floorRemainder(milliseconds, 1000))
        return fraction == 0 ? local.description : "\(local).\(padded(fraction, 3))"
    }

    /// Milliseconds of an optional fraction of a second; nil when there is a point without 1 to 9 digits.
    private static func fraction(_ scanner: inout Scanner) -> Int? {
        guard scanner.take(".") else { return 0 }
        var value = 0
        var count = 0
        while let digit = scanner.digit() {
            count += 1
            if count <= 3 { value = value * 10 + digit }
        }
        guard (1...9).contains(count) else { return nil }
        return value * [100, 10, 1][min(count, 3) - 1]
    }

    /// Seconds east of UTC.
    private static func offset(_ scanner: inout Scanner) -> Int? {
        if scanner.take("Z") || scanner.take("z") { return 0 }
        let isWest = scanner.take("-")
        guard isWest || scanner.take("+"),
            let hours = scanner.number(digits: 2), hours < 24, scanner.take(":"),
            let minutes = scanner.number(digits: 2), minutes < 60
        else { return nil }
        return (isWest ? -60 : 60) * (hours * 60 + minutes)
    }
}
