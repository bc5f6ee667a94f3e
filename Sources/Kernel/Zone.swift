/// A time zone: the offsets from UTC that the clocks of one place have had and will have.
///
/// A conversion is a binary search in a table of transitions. A local time that the clocks skipped moves forward by
/// the length of the gap; one that they showed twice is the first of the two.
package struct Zone: Sendable {
    /// The name in the IANA database, such as `Europe/Paris`.
    package let name: String
    private let table: ZoneTable
    private let rule: ZoneRule?

    package static let utc = Zone(name: "UTC", table: ZoneTable(initial: ZoneOffset(seconds: 0, abbreviation: "UTC")))

    /// Reads a compiled zone (RFC 9636, TZif versions 1 to 4).
    package init(name: String, tzif: [UInt8]) throws(ZoneFault) {
        let file = try ZoneFile(tzif)
        self.init(name: name, table: ZoneTable(file), rule: file.rule)
    }

    /// A zone from its transitions, sorted by instant; the last offset stays.
    package init(name: String, initial: ZoneOffset, transitions: [ZoneTransition]) {
        self.init(name: name, table: ZoneTable(initial: initial, transitions: transitions))
    }

    private init(name: String, table: ZoneTable, rule: ZoneRule? = nil) {
        self.name = name
        self.table = table
        self.rule = rule
    }

    /// Seconds to add to UTC at `instant`; positive in the east.
    package func offset(at instant: Instant) -> Int {
        let seconds = instant.seconds
        return Int(table(for: seconds).offset(atUTC: seconds))
    }

    /// What the zone's time is called at `instant`, such as `CEST` or `+03`.
    package func abbreviation(at instant: Instant) -> String {
        let seconds = instant.seconds
        return table(for: seconds).abbreviation(atUTC: seconds)
    }

    /// What the wall clock shows; milliseconds are cut off.
    package func local(_ instant: Instant) -> LocalDateTime {
        let seconds = instant.seconds
        return LocalDateTime(secondsIfUTC: seconds + table(for: seconds).offset(atUTC: seconds))
    }

    /// When the wall clock shows `local`: in a gap, moved forward by the gap; in an overlap, the first time.
    package func instant(of local: LocalDateTime) -> Instant {
        let wall = local.secondsIfUTC
        return Instant(seconds: table(for: wall).utc(ofWall: wall))
    }

    /// The first instant of a date. Of a date that the zone skipped, the first one after it.
    package func startOfDay(_ date: LocalDate) -> Instant {
        let wall = Int64(date.dayNumber) * 86_400
        return Instant(seconds: table(for: wall).firstUTC(fromWall: wall))
    }

    /// A date from its first instant to the first one of the next date: 23, 24 or 25 hours, rarely others. Nil for
    /// a date that the zone skipped (Pacific/Apia, 2011-12-30) and for 9999-12-31.
    package func day(_ date: LocalDate) -> Interval? {
        Interval(from: startOfDay(date), to: startOfDay(date.adding(days: 1)))
    }

    /// The table that knows the time around so many seconds since 1970. Beyond the years that are spelled out, the
    /// same rule is spelled out for the years around the one asked for.
    private func table(for seconds: Int64) -> ZoneTable {
        guard seconds >= ZoneRule.horizon, let rule else { return table }
        let year = LocalDateTime(secondsIfUTC: seconds).date.year
        return ZoneTable(initial: rule.standard, transitions: rule.transitions(in: year - 1...year + 1))
    }
}

extension Zone: Hashable {
    package static func == (left: Zone, right: Zone) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
