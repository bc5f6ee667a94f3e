import Kernel

extension Formats {
    /// How much of a date is written.
    package enum DateStyle: Sendable {
        /// Saturday, 21 November 2026
        case full
        /// 21 Nov 2026
        case medium
        /// 21/11/2026
        case short
        /// Sat 21 Nov
        case weekdayDay
        /// 21 Nov
        case dayMonth
        /// November 2026
        case monthYear
    }

    package func date(_ date: LocalDate, style: DateStyle = .full) -> String {
        switch style {
        case .full: full.text(date)
        case .medium: medium.text(date)
        case .short: short.text(date)
        case .weekdayDay: weekdayDay.text(date)
        case .dayMonth: dayMonth.text(date)
        case .monthYear: monthYear.text(date)
        }
    }

    /// "14:30", or "2:30 pm" where the clock has 12 hours.
    package func time(_ time: LocalTime) -> String {
        self.time.text(.first, time)
    }

    /// The time of day of `local`.
    package func time(_ local: LocalDateTime) -> String {
        time(local.time)
    }

    /// "14:30" where `zone` is at `instant`. The zone's name has to stand near by.
    package func time(_ instant: Instant, in zone: Zone) -> String {
        time(zone.local(instant))
    }

    /// "Saturday, 21 November 2026 at 14:30, Europe/Madrid (CET)": always with the zone.
    package func dateTime(_ instant: Instant, in zone: Zone) -> String {
        "\(localDateTime(zone.local(instant))), \(zoneName(zone, at: instant))"
    }

    /// "Saturday, 21 November 2026 at 14:30–15:30, Europe/Madrid (CET)"; with both dates when the end is on another
    /// day, and with both abbreviations when the clocks change between.
    package func range(from: Instant, to end: Instant, in zone: Zone) -> String {
        let (first, last) = (zone.local(from), zone.local(end))
        let (name, before, after) = (readableName(zone), abbreviation(zone, from), abbreviation(zone, end))
        let isOneDay = first.date == last.date
        let start = localDateTime(first)
        let finish = isOneDay ? time(last) : localDateTime(last)
        guard before == after else { return "\(start) \(before) – \(finish) \(after), \(name)" }
        return "\(start)\(isOneDay ? "–" : " – ")\(finish), \(zoneName(zone, at: from))"
    }

    /// "Europe/Madrid (CET)", as it is called at `instant`; "America/Sao Paulo (UTC-3)" where the zone has no
    /// abbreviation of its own.
    package func zoneName(_ zone: Zone, at instant: Instant) -> String {
        let (name, abbreviation) = (readableName(zone), abbreviation(zone, instant))
        return name == abbreviation ? name : "\(name) (\(abbreviation))"
    }

    /// "Saturday", or "Sat" when `short`.
    package func weekday(_ weekday: Weekday, short: Bool = false) -> String {
        (short ? names.shortWeekdays : names.weekdays)[weekday.rawValue - 1]
    }

    private func localDateTime(_ local: LocalDateTime) -> String {
        fullTime.text(local.date, local.time)
    }

    private func readableName(_ zone: Zone) -> String {
        zone.name.contains("_") ? String(zone.name.map { $0 == "_" ? " " : $0 }) : zone.name
    }

    /// The zone database writes `-03` or `+0530` where a place has no abbreviation.
    private func abbreviation(_ zone: Zone, _ instant: Instant) -> String {
        let abbreviation = zone.abbreviation(at: instant)
        guard let sign = abbreviation.first, sign == "+" || sign == "-" else { return abbreviation }
        let digits = abbreviation.dropFirst()
        guard let hours = Int(digits.prefix(2)) else { return abbreviation }
        let minutes = digits.dropFirst(2)
        if hours == 0, minutes.isEmpty { return "UTC" }
        return "UTC\(sign)\(hours)\(minutes.isEmpty ? "" : ":\(minutes)")"
    }
}
