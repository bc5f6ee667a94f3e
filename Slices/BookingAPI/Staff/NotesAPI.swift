import Bookings
import Catalogue
import House
import Identity
import Kernel
import Web

/// What is noted of a booking, for staff and for owners (D9).
extension BookingAPISlice {
    var notesEndpoint: Endpoint {
        .write(
            .put, "/bookings/{id}/notes", "Note something; what is not named stays, empty removes",
            capabilities: ["D9"],
            access: .member("booking:create"), body: BookingSlice.notes, answer: Booking.schema
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCreate, in: db).1
            } work: { member, db in
                let noted = try bookings.note(
                    id, visit.body, isOwner: Reader(member) == .owner, by: Origin(visit), in: db)
                return .json(try json(noted, member.business, visit.words, for: Reader(member), in: db))
            }
        }
    }
}
