import Bookings
import Catalogue
import House
import Identity
import Kernel
import Web

/// What a booking's customer does by their link or token: cancel it, and say that they are there.
extension BookingAPISlice {
    static let linkKey = Field(
        "key", .text(1...100), optional: true, "Last part of `manage_url`; not needed with a customer's token.",
        sample: "q0Y…")

    var customerEndpoints: [Endpoint] {
        [
            .write(
                .put, "/customer/bookings/{id}/cancel", "Cancel by the customer's link", capabilities: ["D6"],
                access: .link,
                body: Schema("LinkKey", [Self.linkKey]),
                answer: Self.cancelled, problems: ["illegal_transition", "booking_started"]
            ) { visit in
                let id = try visit.id("id", BookingID.self)
                return try await house.store.once(visit) { db in
                    try bookings.opened(try db.booking(id), visit, key: visit.body.text("key"), for: [.manage], in: db)
                        .booking
                } work: { booking, db in
                    try answer(
                        bookings.cancel(booking.id, as: .customer, by: Origin(visit, guest: .customer), in: db), visit,
                        for: .customer, in: db)
                }
            },
            arriveEndpoint,
        ]
    }

    private var arriveEndpoint: Endpoint {
        .write(
            .post, "/customer/bookings/{id}/check-in",
            "Say that one is there: from an hour before the start until the end, where the offering lets clients do so",
            capabilities: ["D14"], access: .link, body: Schema("LinkKey", [Self.linkKey]), answer: Booking.schema,
            problems: ["self_check_in_off", "self_check_in_early", "self_check_in_late", "illegal_transition"]
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try bookings.opened(try db.booking(id), visit, key: visit.body.text("key"), for: [.manage], in: db)
                    .booking
            } work: { booking, db in
                let arrived = try bookings.arrive(booking.id, by: Origin(visit, guest: .customer), in: db)
                guard let business = try db.business(arrived.business) else { throw Problem.notFound }
                return .json(try json(arrived, business, visit.words, for: .customer, in: db))
            }
        }
    }
}
