import House
import Storage

extension BookingSlice {
    package static let holdings: [Holding] = [
        Holding(
            "participants", by: ["business_id", "id"], personal: ["name", "email"], why: "who comes",
            until: "until the client is erased, by request or by the business's own period",
            shows: "position, name, email",
            ending: .removed,
            rows: { person in
                // Also where somebody else has booked, and they come along.
                person.customer.map {
                    """
                    (business_id = \($0.business) AND \(person.isBooking("booking_id"))
                    OR business_id = \($0.business) AND \(person.isHandle("email")))
                    """
                }
            }),
        // The row stays: claims, seats, prices and counts rest on it, and none of them names anybody.
        Holding(
            "bookings", by: ["business_id", "id"],
            personal: [
                "client_name", "client_email", "client_phone", "client_zone", "notes", "referral", "reason", "answers",
                "owner_notes", "internal_notes",
            ],
            plain: [
                "reference", "offering_name", "status", "currency", "refunds", "client_language", "source", "hold_hash",
            ],
            why: "what was booked, by whom, and what the business needs to know for it",
            until: "names, contact, notes and answers until the client is erased; the rest stays without them",
            shows: """
                reference, offering_name, status, start_at, end_at, chosen_start_at, party, price, currency, client_name, client_email,
                    client_phone, client_zone, client_language, notes, owner_notes, internal_notes, answers, referral, reason, source,
                    created_at, updated_at
                """,
            ending: .emptied([
                "client_name = NULL", "client_email = NULL", "client_phone = NULL", "client_zone = 'UTC'",
                "notes = NULL", "owner_notes = NULL", "internal_notes = NULL", "answers = '[]'", "referral = NULL",
                "reason = NULL", "hold_hash = NULL",
            ]), rows: theirs("id")),
        Holding("booking_locations"),
        // What opened them is stored as a hash; an erased client's bookings open by none.
        Holding("booking_links", plain: ["purpose", "secret_hash", "desk_hash"]),
        Holding("hold_clients", plain: ["client"]), Holding("mail_receivers", plain: ["receiver"]),
    ]

    /// Rows of a client's bookings, by the column with their ids.
    private static func theirs(_ column: SQL) -> @Sendable (Person) -> SQL? {
        { person in
            person.customer.map { "business_id = \($0.business) AND \(person.isBooking(column))" }
        }
    }
}
