import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// Where a booking can be moved to (D7), for staff and by its customer's link.
extension BookingAPISlice {
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
                    let booking = try bookings.opened(
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
        try bookings.allowMove(booking, book, as: mover, at: db.now)
        let dates = try ZonedDates(visit.query, or: book.zone, house.zones)
        let free = try bookings.moveTimes(
            booking, book, to: visit.query.id("location_id"), from: dates.first, through: dates.last, in: dates.zone,
            db)
        return .json(bytes: free.json)
    }
}
