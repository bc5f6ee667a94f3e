import Catalogue
import Kernel
import Timekeeping
import Web

/// The local dates that a question names, both inclusive.
struct DateRange: Sendable {
    let first: LocalDate
    let last: LocalDate

    static let fields = fields(most: SchedulingSlice.daysMost)

    static func fields(most: Int) -> [Field] {
        [
            Field("start_date", .formatted(.date), sample: "2026-11-23"),
            Field("end_date", .formatted(.date), "Inclusive; at most \(most) days.", sample: "2026-11-29"),
        ]
    }

    /// Throws 422 for a range that ends before it begins, or is too long.
    init(_ query: Fields, most: Int = SchedulingSlice.daysMost) throws(Problem) {
        guard let first = query.date("start_date"), let last = query.date("end_date"), first <= last else {
            throw .field("end_date", "dates_reversed")
        }
        guard first.days(until: last) < most else { throw .field("end_date", "too_many", ["max": "\(most)"]) }
        (self.first, self.last) = (first, last)
    }

    init(only date: LocalDate) { (first, last) = (date, date) }

    var all: [LocalDate] { (0...first.days(until: last)).map { first.adding(days: $0) } }

    /// From the start of the first to the end of the last.
    func span(in zone: Zone) -> Interval {
        let (from, to) = (zone.startOfDay(first), zone.startOfDay(last.adding(days: 1)))
        return Interval(from: from, to: to) ?? Interval(from: from, lasting: .days(1))
    }
}

/// The local dates that a question names, in a zone of its own.
package struct ZonedDates: Sendable {
    package let first: LocalDate
    package let last: LocalDate
    package let zone: Zone

    package static let fields = fields(most: SchedulingSlice.daysMost)

    static func fields(most: Int) -> [Field] {
        DateRange.fields(most: most) + [
            Field(
                "tz", .formatted(.zone), optional: true,
                "IANA zone of the dates and local times; the business's unless given.", sample: "Europe/Madrid")
        ]
    }

    /// Throws 422 as `DateRange` does, and for an unknown zone.
    package init(_ query: Fields, or zone: Zone, _ zones: Zones, most: Int = SchedulingSlice.daysMost) throws(Problem) {
        let dates = try DateRange(query, most: most)
        (first, last) = (dates.first, dates.last)
        guard let name = query.text("tz") else {
            self.zone = zone
            return
        }
        guard let known = zones.zone(name) else { throw .field("tz", "not_zone") }
        self.zone = known
    }
}
