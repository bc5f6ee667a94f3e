import Catalogue
import Kernel
import Web

/// The local dates that a question names, both inclusive.
struct DateRange: Sendable {
    let first: LocalDate
    let last: LocalDate

    static let fields = [
        Field("start_date", .formatted(.date), sample: "2026-11-23"),
        Field("end_date", .formatted(.date), "Inclusive; at most 62 days.", sample: "2026-11-29"),
    ]

    /// Throws 422 for a range that ends before it begins, or is too long.
    init(_ query: Fields) throws(Problem) {
        guard let first = query.date("start_date"), let last = query.date("end_date"), first <= last else {
            throw .field("end_date", "dates_reversed")
        }
        let most = SchedulingSlice.daysMost
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
