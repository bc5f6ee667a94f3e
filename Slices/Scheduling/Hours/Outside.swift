import Catalogue
import Holidays
import Kernel
import Storage

/// When a booking is, without its buffers, and how people call it.
package struct BookedTime: Sendable {
    /// The booking's id as programs and addresses have it.
    package let id: String
    package let reference: String
    package let interval: Interval

    package init(id: String, reference: String, interval: Interval) {
        self.id = id
        self.reference = reference
        self.interval = interval
    }
}

/// Looks bookings up. The slice of the bookings gives it, as this one does not know them.
package typealias BookedTimes = @Sendable (Snapshot, BusinessID, [BookingID]) throws -> [BookingID: BookedTime]

/// A booking to come that the hours don't cover: they were changed after it was made, or staff passed over them.
package struct OutsideBooking: Sendable {
    /// Nil for a session.
    package let booked: BookedTime?
    package let interval: Interval
    package let resource: Resource
    /// Whether it is the resource that does not work then; else the business is closed.
    let isResource: Bool
    let shut: Shut
}

extension SchedulingSlice {
    /// How far ahead bookings are looked for.
    private static let reach = Span.days(4_000)
    /// How many are looked up in one statement.
    private static let lookedUp = 500

    /// The bookings to come that lie outside of the hours, by start (B6). One that needs several resources stands for the first that
    /// does not work.
    package func outside(_ book: Book, in db: Snapshot) throws -> [OutsideBooking] {
        // What is booked by the night or by the seat has no opening hours.
        let resources = book.resources.values.filter { [.person, .room, .equipment].contains($0.kind) }
            .sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
        guard !resources.isEmpty, let span = Interval(from: db.now, to: db.now + Self.reach) else { return [] }
        let claims = try db.claims(book.business.id, resources, overlapping: span).mapValues { claims in
            claims.filter { $0.interval.from >= db.now }
        }
        guard let end = claims.values.joined().map(\.interval.to).max() else { return [] }
        let open = OpenTimes(book, from: book.zone.local(db.now).date, through: book.zone.local(end).date)
        // With its buffers inside the hours it is so without them; only the rest has to be looked up.
        let suspects = resources.flatMap { resource in
            (claims[resource.id] ?? []).filter { !open.cover($0.interval, resource) }.map { (resource, $0) }
        }
        let ids = Array(Set(suspects.compactMap { $0.1.booking })).sorted()
        var booked: [BookingID: BookedTime] = [:]
        for start in stride(from: 0, to: ids.count, by: Self.lookedUp) {
            let some = Array(ids[start..<min(start + Self.lookedUp, ids.count)])
            booked.merge(try bookedTimes(db, book.business.id, some)) { first, _ in first }
        }
        var found: [ClaimHolder: OutsideBooking] = [:]
        for (resource, claim) in suspects where found[claim.holder] == nil {
            found[claim.holder] = open.outside(claim, claim.booking.flatMap { booked[$0] }, resource)
        }
        return found.values.sorted { ($0.interval.from, $0.resource.id) < ($1.interval.from, $1.resource.id) }
    }
}

/// When the business and each of its resources work, over some dates.
private struct OpenTimes {
    private let book: Book
    private let business: IntervalSet
    private let own: [ResourceID: IntervalSet]

    init(_ book: Book, from: LocalDate, through: LocalDate) {
        self.book = book
        business = book.hours.open(from: from, through: through, in: book.zone)
        own = book.ownHours.keys.reduce(into: [:]) { own, id in
            own[id] = book.schedule(of: id).open(from: from, through: through, in: book.zone)
        }
    }

    func cover(_ interval: Interval, _ resource: Resource) -> Bool {
        business.contains(interval) && own[resource.id]?.contains(interval) ?? true
    }

    /// Nil when the booking is inside after all.
    func outside(_ claim: Claim, _ booked: BookedTime?, _ resource: Resource) -> OutsideBooking? {
        let interval = booked?.interval ?? claim.interval
        guard !cover(interval, resource) else { return nil }
        let isResource = business.contains(interval)
        let date = book.zone.local(interval.from).date
        return OutsideBooking(
            booked: booked, interval: interval, resource: resource, isResource: isResource,
            shut: book.shut(isResource ? resource.id : nil, on: date))
    }
}
