import Catalogue
import Kernel
import Storage

/// One date of the weeks to come, of the business or of a resource.
package struct DayAhead: Sendable {
    package let date: LocalDate
    /// What opens on this date, past midnight where it goes on.
    package let open: [Interval]
    /// Why nothing does.
    package let shut: Shut?
    /// How many bookings take time on it, by the date on which their time starts.
    package let bookings: Int
}

extension Book {
    /// The hours of `resource` before they are cut to the business's: its own week, or the business's with its own exceptions.
    func schedule(of resource: ResourceID) -> Schedule {
        guard let own = ownHours[resource] else { return hours }
        if !own.weekly.isEmpty { return own }
        var schedule = hours
        schedule.exceptions += own.exceptions
        return schedule
    }

    /// What opens on `date`: the business, or `resource` inside the business's hours.
    func openings(_ resource: ResourceID?, on date: LocalDate) -> [Interval] {
        guard let resource else { return hours.openings(on: date, in: zone).intervals }
        let business = hours.open(from: date.adding(days: -1), through: date.adding(days: 1), in: zone)
        return schedule(of: resource).openings(on: date, in: zone).intersection(business).intervals
    }

    /// Why the business, or `resource`, does not open on `date`: its own reason before the business's.
    func shut(_ resource: ResourceID?, on date: LocalDate) -> Shut {
        if let own = resource.flatMap({ ownHours[$0]?.closedReason(on: date) }) {
            return Shut(reason: own, holiday: nil)
        }
        let reason = hours.closedReason(on: date)
        // The name is the day's even where somebody wrote the closing down by hand.
        return Shut(reason: reason, holiday: reason == .holiday ? holidays[date] : nil)
    }
}

extension SchedulingSlice {
    /// The dates from `from` on, `count` of them.
    package func preview(_ book: Book, _ resource: Resource?, from: LocalDate, days count: Int, in db: Snapshot) throws
        -> [DayAhead]
    {
        let counts = try bookings(book, resource, from: from, days: count, in: db)
        return (0..<count).map { number in
            let date = from.adding(days: number)
            let open = book.openings(resource?.id, on: date)
            return DayAhead(
                date: date, open: open, shut: open.isEmpty ? book.shut(resource?.id, on: date) : nil,
                bookings: counts[date] ?? 0)
        }
    }

    private func bookings(_ book: Book, _ resource: Resource?, from: LocalDate, days: Int, in db: Snapshot) throws
        -> [LocalDate: Int]
    {
        let resources = resource.map { [$0] } ?? Array(book.resources.values)
        guard !resources.isEmpty,
            let span = Interval(from: book.zone.startOfDay(from), to: book.zone.startOfDay(from.adding(days: days)))
        else { return [:] }
        let claims = try db.claims(book.business.id, resources, overlapping: span).values.joined()
        let starts = Dictionary(claims.map { ($0.holder, $0.interval.from) }) { min($0, $1) }
        return starts.values.reduce(into: [:]) { counts, start in counts[book.zone.local(start).date, default: 0] += 1 }
    }
}
