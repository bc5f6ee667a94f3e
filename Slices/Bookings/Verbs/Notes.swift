import Identity
import Kernel
import Storage
import Web

extension BookingSlice {
    /// What can be noted of a booking; what is not named stays.
    package static let notes = Schema(
        "BookingNotes",
        [
            Field(
                "notes", .text(0...2_000, lines: true), optional: true, "The client's special requests.", sample: nil),
            Field(
                "owner_notes", .text(0...4_000, lines: true), optional: true, "Owners and managers only.", sample: nil),
            Field("internal_notes", .text(0...4_000, lines: true), optional: true, "For staff.", sample: "Bring fins."),
        ])

    /// Changes what is noted of a booking (D9): the client's special requests, the owner's private notes, the team's internal notes.
    /// What `fields` does not name stays. Only who has `settings:modify` may write or read the owner's.
    package func note(_ id: BookingID, _ fields: Fields, isOwner: Bool, by origin: Origin, in db: Transaction) throws
        -> Booking
    {
        guard let booking = try db.lockedBooking(id) else { throw Problem.notFound }
        guard isOwner || !fields.has("owner_notes") else { throw Problem.forbidden }
        try db.execute(
            """
            UPDATE bookings SET notes = \(fields.has("notes") ? fields.text("notes") : booking.notes),
                owner_notes = \(fields.has("owner_notes") ? fields.text("owner_notes") : booking.ownerNotes),
                internal_notes = \(fields.has("internal_notes") ? fields.text("internal_notes") : booking.internalNotes),
                updated_at = \(db.now)
            WHERE business_id = \(booking.business) AND id = \(id)
            """)
        let names = ["notes", "owner_notes", "internal_notes"].filter { fields.has($0) }
        try emit(
            "booking.noted", booking.business, id, by: origin, details: ["fields": .list(names, JSON.string)], in: db)
        return try fresh(id, in: db)
    }
}
