import Bookings
import Catalogue
import Customers
import House
import Storage
import Web

/// A customer's bookings at every business, for who has proved their address (H3).
extension BookingAPISlice {
    var ownBookingEndpoints: [Endpoint] {
        [
            own("/customer/bookings", .all, "My bookings, the latest first"),
            own("/customer/bookings/upcoming", .upcoming, "My bookings that are to come"),
            own("/customer/bookings/history", .history, "My bookings that are over"),
        ]
    }

    private func own(_ path: String, _ which: OwnBookings, _ summary: String) -> Endpoint {
        Endpoint(
            .get, path, "\(summary), by the token of `/customer/sessions` or a verified account", capabilities: ["H3"],
            access: .link, query: Schema.paging, answer: .page(of: Booking.schema)
        ) { visit in
            try await house.store.read { db in
                guard let email = try customers.email(of: visit, in: db) else { throw Problem.signInNeeded }
                let page = try db.bookings(
                    madeBy: email, which, after: visit.query.text("cursor"), limit: visit.limit)
                return .json([
                    "items": .array(
                        try page.bookings.map { booking in
                            guard let business = try db.business(booking.business) else { throw Problem.notFound }
                            return try json(booking, business, visit.words, for: .customer, in: db)
                        }),
                    "next_cursor": .text(page.next),
                ])
            }
        }
    }
}
