import Bookings
import Catalogue
import House
import Identity
import Scheduling
import Web

/// Removing a session, with the bookings that have its seats (C4).
extension BookingAPISlice {
    var removalEndpoints: [Endpoint] { [removeEndpoint, removeEndpoint.alias("/availability/slots/{session_id}")] }

    private var removeEndpoint: Endpoint {
        .write(
            .delete, "/sessions/{session_id}", "Remove a session; with bookings, say what becomes of them",
            capabilities: ["C4"],
            access: .member("schedule:modify"),
            query: [
                Field(
                    "bookings", .choice(["cancel", "move"]), optional: true,
                    "Cancel them with everything given back, or move them to `to`.", sample: nil),
                Field("to", .formatted(.id(SessionID.self)), optional: true, sample: nil),
                Field("reason", .text(1...500), optional: true, "The clients are told.", sample: nil),
            ],
            answer: Schema(
                "RemovedSession", [Field("bookings", .integer(0...100_000), "Cancelled or moved.", sample: 0)]),
            problems: ["session_booked", "session_over", "slot_taken"]
        ) { visit in
            let id = try visit.id("session_id", SessionID.self)
            let removal = try BookingSlice.removal(visit.query)
            return try await house.store.once(visit) { db in
                let (session, book) = try scheduling.found(visit, id, .scheduleModify, in: db)
                return (book, try db.membership(visit.visitor, session.business, .scheduleModify, reach: .own))
            } work: { found, db in
                let (book, member) = found
                let count = try bookings.removeSession(id, removal, book, as: member, by: Origin(visit), in: db)
                return .json(["bookings": .number(count)])
            }
        }
    }
}
