import Catalogue
import Kernel
import Storage

/// One thing of a visit in which several are booked, one after the other (D13).
package struct VisitPart: Sendable {
    package let offering: Offering
    package let wish: Wish

    package init(_ offering: Offering, _ wish: Wish) {
        self.offering = offering
        self.wish = wish
    }
}

/// The starts at which a whole visit can be booked now.
package struct FreeVisits: Sendable {
    /// Each from the start of the first part to the end of the last.
    package let times: FreeTimes
    /// When the parts are, by the start of the first.
    package let parts: [Instant: [Interval]]

    init(_ visits: [[Interval]], _ times: ([FreeTime]) -> FreeTimes) {
        self.times = times(visits.compactMap { FreeTime(visit: $0) })
        parts = Dictionary(visits.compactMap { visit in visit.first.map { ($0.from, visit) } }) { first, _ in first }
    }
}

extension FreeTime {
    fileprivate init?(visit: [Interval]) {
        guard let first = visit.first, let last = visit.last else { return nil }
        self.init(Slot(start: first.from, end: last.to, spots: 1))
    }
}

extension Book {
    /// How long after the end of `first` a `second` may begin off the grid: at once, or when the time kept between the two is over.
    package func pauses(after first: Offering, before second: Offering) -> [Span] {
        let between =
            (first.bufferMinutes ?? settings.bufferMinutes)
            + (second.bufferBeforeMinutes ?? settings.bufferBeforeMinutes)
        return between == 0 ? [.zero] : [.zero, .minutes(between)]
    }
}

extension SchedulingSlice {
    /// The most parts of a visit that times are looked for.
    package static let visitMost = 5
    /// The dates of one question about visits: each start is thought through with all that follows it.
    static let visitDaysMost = 14

    /// The starts at which each of `parts` can be booked in one visit, in their order: what a basket of the same would be given. A part
    /// begins as soon as it can be had after the one before.
    package func freeVisits(
        _ book: Book, _ parts: [VisitPart], from: LocalDate, through: LocalDate, in zone: Zone, _ db: Snapshot
    ) throws -> FreeVisits {
        let midnight = book.zone.startOfDay(book.zone.local(db.now).date.adding(days: 1))
        let window = book.settings.window
        let canBeBooked = parts.allSatisfy {
            $0.offering.isActive && $0.offering.kind != .course && !$0.offering.needs.isEmpty
        }
        var visits: [[Interval]] = []
        if canBeBooked, let open = open(book, from: from, through: through, in: zone, at: db.now),
            let span = Interval(from: max(open.from, window.earliest(db.now)), to: open.to)
        {
            visits = try VisitPlan(book, parts, over: span, in: db).visits(over: span)
        }
        let lost = visits.first?.first.map { $0.from - window.minNotice }
        return FreeVisits(visits) { slots in
            FreeTimes(from: from, through: through, zone: zone, slots: slots, until: min(midnight, lost ?? midnight))
        }
    }
}
