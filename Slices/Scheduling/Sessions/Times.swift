import Catalogue
import Kernel
import Web

/// When the sessions of a timetable are. All of it is wall clock: 16:00 stays 16:00 through every change of the clock.
extension SchedulingSlice {
    /// One session, or with `until` a weekly series; dates on which the business is closed are left out when `skip_closed`.
    package func series(_ fields: Fields, _ book: Book, _ offering: Offering) throws(Problem) -> [Interval] {
        guard let first = fields.date("start_date"), let time = fields.text("start_time").flatMap(LocalTime.init) else {
            throw .field("start_time", "not_clock_time")
        }
        let lasting = Span.minutes(fields.integer("duration_minutes") ?? offering.durationMinutes)
        let dates = try dates(fields, from: first)
        let open = fields.bool("skip_closed") ?? false ? dates.filter { !book.hours.ranges(on: $0).isEmpty } : dates
        return open.map { Interval(from: book.zone.instant(of: LocalDateTime($0, time)), lasting: lasting) }
    }

    private func dates(_ fields: Fields, from first: LocalDate) throws(Problem) -> [LocalDate] {
        guard let until = fields.date("until") else { return [first] }
        guard first <= until else { throw .field("until", "dates_reversed") }
        guard first.days(until: until) <= Recurrence.most else {
            throw .field("until", "too_many", ["max": "\(Recurrence.most)"])
        }
        let recurrence = Recurrence(
            weekdays: fields.weekdays("weekdays"), everyWeeks: fields.integer("every_weeks") ?? 1, end: .through(until))
        return recurrence?.dates(from: first) ?? []
    }

    /// From each opening on, one after the other, each ended by closing (C2).
    package func grid(_ fields: Fields, _ book: Book, _ offering: Offering) throws(Problem) -> [Interval] {
        guard let first = fields.date("start_date"), let last = fields.date("end_date"), first <= last else {
            throw .field("end_date", "dates_reversed")
        }
        guard first.days(until: last) <= Recurrence.most else {
            throw .field("end_date", "too_many", ["max": "\(Recurrence.most)"])
        }
        let weekdays = fields.weekdays("weekdays")
        let lasting = Span.minutes(fields.integer("slot_duration") ?? offering.durationMinutes)
        var times: [Interval] = []
        var date = first
        while date <= last {
            if weekdays.isEmpty || weekdays.contains(date.weekday) {
                let hours = try cut(book.hours.openings(on: date, in: book.zone), fields, date, book.zone)
                times += SessionGrid.sessions(
                    hours: hours, duration: lasting, gap: .minutes(fields.integer("gap_minutes") ?? 0))
            }
            date = date.adding(days: 1)
        }
        return times
    }

    private func cut(_ hours: IntervalSet, _ fields: Fields, _ date: LocalDate, _ zone: Zone) throws(Problem)
        -> IntervalSet
    {
        func instant(_ name: String) -> Instant? {
            guard let text = fields.text(name) else { return nil }
            if text == "24:00" { return zone.startOfDay(date.adding(days: 1)) }
            return LocalTime(text).map { zone.instant(of: LocalDateTime(date, $0)) }
        }
        guard let earliest = hours.intervals.first?.from, let latest = hours.intervals.last?.to else { return hours }
        guard let bounds = Interval(from: instant("start_time") ?? earliest, to: instant("end_time") ?? latest) else {
            guard fields.has("start_time") && fields.has("end_time") else { return IntervalSet() }
            throw .field("end_time", "times_reversed")
        }
        return hours.intersection(IntervalSet([bounds]))
    }
}
