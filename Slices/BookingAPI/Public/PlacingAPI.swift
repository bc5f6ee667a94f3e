import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// How strangers take a time: held while they fill in the form, given back, or booked.
extension BookingAPISlice {
    static let slot =
        [
            Field(
                "offering_id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field(
                "start", .formatted(.instant), optional: true,
                "A start that availability shows; not needed with a session.", sample: "2026-11-23T08:00:00Z"),
            Field("session_id", .formatted(.id(SessionID.self)), optional: true, "Of a course.", sample: nil),
        ] + SchedulingSlice.wishFields

    var holdEndpoint: Endpoint {
        .write(
            .post, "/public/{slug}/hold", "Hold a time for ten minutes while the form is filled in",
            capabilities: ["C8", "D1"],
            access: .anyone, body: Schema("HoldRequest", Self.slot), success: 201,
            answer: Schema(
                "Hold",
                [
                    Field("hold_token", .text(1...100), "For `book`.", sample: "q0Y…"),
                    Field("expires_at", .formatted(.instant), sample: "2026-11-21T09:10:00Z"),
                ]),
            problems: ["slot_taken", "slot_unavailable", "booking_off", "too_many_holds", "challenge_required"],
            challenged: true
        ) { visit in
            try await house.store.once(visit, for: BookingSlice.holdLife) { db in
                let hold = try hold(visit, in: db)
                return .json(
                    ["hold_token": .string(hold.token), "expires_at": .string(hold.expiresAt.rfc3339)], status: 201)
            }
        }
    }

    private func hold(_ visit: Visit, in db: Transaction) throws -> Hold {
        let book = try publicBook(visit, in: db)
        guard house.rules.isBookingEnabled, book.settings.isActive else { throw Problem.bookingOff }
        // A hold asks for a place, not yet for names and answers.
        let order = try Order(try ask(visit.body), book, isComplete: false, in: db)
        return try bookings.hold(order, book, by: Origin(visit), in: db)
    }

    var dropEndpoint: Endpoint {
        .write(
            .post, "/public/{slug}/release", "Give a held time back", capabilities: ["C8"], access: .link,
            body: Schema("Release", [Field("hold_token", .text(1...100), sample: "q0Y…")]), success: 204, answer: nil
        ) { visit in
            let token = visit.body.text("hold_token") ?? ""
            return try await house.store.once(visit) { db in
                try bookings.drop(token, by: Origin(visit), in: db)
                return .nothing
            }
        }
    }

    /// Who comes, and what the offering asks.
    static let guests = [
        Field(
            "participants", .list(.text(1...120), max: 1_000), optional: true,
            "Each participant's name, where the offering asks for them.", sample: nil),
        Field(
            "participant_emails", .list(.text(0...254), max: 1_000), optional: true,
            "In the same order: where each participant's own link goes; empty for none.", sample: nil),
        Field(
            "answers", .free(bytes: 20_000), optional: true, "Answers by the question's id; each is text.", sample: nil),
    ]

    static let bookRequest = Schema(
        "BookRequest",
        slot + Client.fields + guests + [
            Field(
                "hold_token", .text(1...100), optional: true, "From `hold`, when the time is held already.", sample: nil
            ),
            Field("tz", .formatted(.zone), optional: true, "The client's zone, for mails.", sample: "Europe/London"),
        ])

    private static let placed = Schema(
        "PlacedBooking",
        Booking.schema.fields + [manageURL])

    static let manageURL = Field(
        "manage_url", .text(1...400), "The customer's signed link.", sample: "https://book.example.org/b/K7M2Q9XA/…")

    var bookEndpoint: Endpoint {
        .write(
            .post, "/public/{slug}/book", "Book", capabilities: ["D1", "D11", "D15", "C8"], access: .anyone,
            body: Self.bookRequest,
            success: 201, answer: Self.placed,
            problems: [
                "slot_taken", "slot_unavailable", "duplicate_booking", "hold_lost", "booking_off",
                "too_many_for_receiver", "challenge_required",
            ], challenged: true
        ) { visit in
            let request = try placeRequest(visit.body, visit)
            return try await house.store.write { db in
                try withLinks(visit, in: db) {
                    let book = try publicBook(visit, in: db)
                    let booking = try bookings.place(request, book, by: Origin(visit), in: db)
                    return (try json(booking, book.business, visit.words, for: .customer, in: db), [booking])
                }
            }
        }
    }
}
