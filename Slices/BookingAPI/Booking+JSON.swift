import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

extension Booking {
    private static let refundStep = [
        Field("until", .formatted(.instant), "Cancelling no later gives this share.", sample: "2026-11-22T08:00:00Z"),
        Field("percent", .integer(0...100), sample: 100),
        Field("amount", .formatted(.decimal), sample: "50.00"),
    ]

    /// What staff and the customer see of a booking.
    static let schema = Schema(
        "Booking",
        [
            Field("id", .formatted(.id(BookingID.self)), sample: .string(BookingID(rawValue: 1).description)),
            Field("reference", .text(8...8), sample: "K7M2Q9XA"),
            Field(
                "business_id", .formatted(.id(BusinessID.self)), sample: .string(BusinessID(rawValue: 1).description)),
            Field(
                "offering_id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field("offering_name", .text(1...120), sample: "Private lesson"),
            Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), sample: "confirmed"),
            Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
            Field("end", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
            Field(
                "start_local", .text(1...80), "In the business's zone, which is named.",
                sample: "Monday, 23 November 2026, 09:00 Europe/Madrid (CET)"),
            Field("zone", .formatted(.zone), "The business's.", sample: "Europe/Madrid"),
            Field("party", .integer(1...100_000), sample: 1),
            Field("participants", .list(.text(1...120), max: 1_000), "Names, where they were asked for.", sample: []),
            Field("session_id", .formatted(.id(SessionID.self)), nullable: true, "Of a course.", sample: nil),
            Field(
                "location", .object(Location.face), nullable: true,
                "Null: at the business's own address, or at several.",
                sample: Schema("", Location.face).sample),
            Field(
                "locations", .list(.object(Location.face), max: CatalogueSlice.locationsMost),
                "Where it takes place, all of them at once; none: at the business's own address.",
                sample: .array([Schema("", Location.face).sample])),
            Field("series_id", .formatted(.id(SeriesID.self)), nullable: true, sample: nil),
            Field("basket_id", .formatted(.id(BasketID.self)), nullable: true, sample: nil),
            Field("answers", .list(.object(BookingAnswer.fields), max: 20), sample: []),
            Field("price", .formatted(.decimal), sample: "50.00"),
            Field("currency", .formatted(.currency), sample: "EUR"),
            Field("client_name", .text(0...120), nullable: true, sample: "John Doe"),
            Field("client_email", .formatted(.email), nullable: true, sample: "john@example.com"),
            Field("client_phone", .formatted(.phone), nullable: true, sample: nil),
            Field("notes", .text(0...2_000), nullable: true, "The client's special requests.", sample: nil),
            Field("owner_notes", .text(0...4_000), nullable: true, "Shown to owners and managers.", sample: nil),
            Field("internal_notes", .text(0...4_000), nullable: true, "Shown to staff.", sample: nil),
            Field("source", .choice(BookingSource.allCases.map(\.rawValue)), sample: "website"),
            Field("referral", .text(0...120), nullable: true, sample: nil),
            Field("created_by", .formatted(.id(UserID.self)), nullable: true, sample: nil),
            Field("reason", .text(0...500), nullable: true, "Why it was rejected or cancelled.", sample: nil),
            Field("resources", .list(.text(1...120), max: 20), "Names of the people and rooms taken.", sample: ["Ana"]),
            Field("cancellation", .list(.object(refundStep), max: 10), "The tiers that were shown.", sample: []),
            Field("refund_percent", .integer(0...100), nullable: true, "What cancelling gave back.", sample: nil),
            Field("expires_at", .formatted(.instant), nullable: true, sample: nil),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        ])

    func json(
        _ zone: Zone, _ resources: [String], _ participants: [String], _ locations: [Location], _ words: Wording,
        for reader: Reader
    ) -> JSON {
        let showsContact = reader.showsContact
        return [
            "id": .string(id.description), "reference": .string(reference),
            "business_id": .string(business.description),
            "offering_id": .string(offering.description), "offering_name": .string(offeringName),
            "status": .string(status.rawValue),
            "start": .string(start.rfc3339), "end": .string(end.rfc3339),
            "start_local": .string(words.formats.dateTime(start, in: zone)),
            "zone": .string(zone.name), "party": .number(party),
            "participants": .list(showsContact ? participants : [], JSON.string),
            "session_id": .text(session?.description),
            "location": isEverywhere ? .null : locations.first?.face ?? .null,
            "locations": .list(locations, \.face),
            "series_id": .text(series?.description), "basket_id": .text(basket?.description),
            "answers": .list(showsContact ? answers : [], \.json), "price": .string(price.decimal),
            "currency": .string(price.currency.code),
            "client_name": .text(clientName), "client_email": .text(showsContact ? clientEmail : nil),
            "client_phone": .text(showsContact ? clientPhone : nil), "notes": .text(notes),
            "owner_notes": .text(reader == .owner ? ownerNotes : nil),
            "internal_notes": .text(reader.isStaff ? internalNotes : nil),
            "source": .string(source.rawValue),
            "referral": .text(referral), "created_by": .text(createdBy?.description), "reason": .text(reason),
            "resources": .list(resources, JSON.string),
            "cancellation": .list(refunds.steps(start: start)) { step in
                [
                    "until": .string(step.until.rfc3339), "percent": .number(step.basisPoints / 100),
                    "amount": .string(price.percent(basisPoints: step.basisPoints).decimal),
                ]
            },
            "refund_percent": .number(refundShare.map { $0 / 100 }), "expires_at": .text(expiresAt?.rfc3339),
            "created_at": .string(createdAt.rfc3339),
        ]
    }
}

extension BookingAPISlice {
    /// The booking's JSON with what it needs from other tables.
    func json(_ booking: Booking, _ business: Business, _ words: Wording, for reader: Reader, in db: Snapshot) throws
        -> JSON
    {
        let names = try db.names(booking)
        return booking.json(
            bookings.zone(business), names.resources, names.participants, try db.locations(of: booking), words,
            for: reader)
    }

    static let cancelled = Schema(
        "CancelledBooking",
        [
            Field("booking", .object(Booking.schema.fields), sample: Booking.schema.sample),
            Field("refund_percent", .integer(0...100), sample: 100),
            Field("refund_amount", .formatted(.decimal), sample: "50.00"),
        ])

    /// A cancelled booking, with what cancelling gave back.
    func answer(_ cancelled: Booking, _ visit: Visit, for reader: Reader, in db: Snapshot) throws -> Answer {
        guard let business = try db.business(cancelled.business) else { throw Problem.notFound }
        let share = cancelled.refundShare ?? 0
        return .json([
            "booking": try json(cancelled, business, visit.words, for: reader, in: db),
            "refund_percent": .number(share / 100),
            "refund_amount": .string(cancelled.price.percent(basisPoints: share).decimal),
        ])
    }
}
