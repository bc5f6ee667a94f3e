import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// Where a booking can be moved to (D7).
extension BookingSlice {
    /// What a booking wants at another time: everything that its client chose, at its location as long as it can be had there; or at
    /// another, where nobody comes along who belongs to the old one.
    ///
    /// - Parameter location: where to; nil stays. Throws 422 for one where it can't be had.
    package func wish(
        toMove booking: Booking, _ offering: Offering, _ book: Book, to location: LocationID? = nil, in db: Snapshot
    ) throws -> Wish {
        let held = try scheduling.resources(of: booking.id, booking.business, in: db)
        let kept = held.intersection(offering.needs.joined()).filter { id in
            offering.letsChoose && location.map { book.resources[id]?.location ?? $0 == $0 } ?? true
        }
        let wish = try Wish(
            offering, minutes: booking.minutes, party: booking.party, resources: Array(kept), isByStaff: true)
        return try location == nil
            ? wish.following(booking.location, offering, book) : wish.at(location, offering, book)
    }

    /// The other times that its client would be given; what it has itself is in the way of none.
    ///
    /// - Parameter location: where to; nil stays.
    package func moveTimes(
        _ booking: Booking, _ book: Book, to location: LocationID? = nil, from: LocalDate, through: LocalDate,
        in zone: Zone, _ db: Snapshot
    ) throws -> FreeTimes {
        guard let offering = book.offering(booking.offering) else { throw Problem.notFound }
        let wish = try wish(toMove: booking, offering, book, to: location, in: db)
        let stays = location == nil || location == booking.location
        return try scheduling.freeTimes(
            book, offering, wish, from: from, through: through, in: zone, except: .booking(booking.id), db
        ).without { time in
            booking.session.map { $0 == time.session } ?? (stays && time.start == booking.start)
        }
    }
}

extension BookingSlice {
    static let otherLocation = Field(
        "location_id", .formatted(.id(LocationID.self)), optional: true,
        "Another location; unless given it stays where it is.", sample: nil)

    var moveTimesEndpoints: [Endpoint] {
        let summary = "The times to which a booking can be moved, by local date"
        return [
            Endpoint(
                .get, "/bookings/{id}/availability", summary, capabilities: ["C1", "D7"],
                access: .member("booking:create"), query: ZonedDates.fields + [Self.otherLocation],
                answer: SchedulingSlice.availability,
                problems: ["not_movable"]
            ) { visit in
                let id = try visit.id("id", BookingID.self)
                return try await house.store.read { db in
                    try moveTimes(try found(visit, id, .bookingCreate, in: db).0, visit, as: .business, in: db)
                }
            },
            Endpoint(
                .get, "/customer/bookings/{id}/availability", "\(summary), by the customer's link",
                capabilities: ["C1", "D7"], access: .link,
                query: [Self.linkKey] + ZonedDates.fields + [Self.otherLocation], answer: SchedulingSlice.availability,
                problems: ["not_movable", "booking_started", "reschedule_too_late"]
            ) { visit in
                let id = try visit.id("id", BookingID.self)
                return try await house.store.read { db in
                    let booking = try opened(
                        try db.booking(id), visit, key: visit.query.text("key"), for: [.manage], in: db
                    ).booking
                    return try moveTimes(booking, visit, as: .customer, in: db)
                }
            },
        ]
    }

    private func moveTimes(_ booking: Booking, _ visit: Visit, as mover: Canceller, in db: Snapshot) throws -> Answer {
        guard let business = try db.business(booking.business), let book = try scheduling.book(business.slug, in: db)
        else { throw Problem.notFound }
        try allowMove(booking, book, as: mover, at: db.now)
        let dates = try ZonedDates(visit.query, or: book.zone, house.zones)
        let free = try moveTimes(
            booking, book, to: visit.query.id("location_id"), from: dates.first, through: dates.last, in: dates.zone,
            db)
        return .json(bytes: free.json)
    }
}
