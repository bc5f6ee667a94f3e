import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

extension BookingSlice {
    var publicEndpoints: [Endpoint] {
        [publicBusiness, publicServices, holdEndpoint, dropEndpoint, bookEndpoint, referenceEndpoint, publicLive]
    }

    private static let face = [
        Field("name", .text(1...120), sample: "Swim School Pro"),
        Field("description", .text(0...2_000), nullable: true, sample: "Professional swimming lessons"),
        Field("address", .text(0...300), nullable: true, sample: "123 Pool Street"),
        Field("phone", .text(0...30), nullable: true, sample: "+1234567890"),
        Field("email", .text(0...254), nullable: true, sample: "info@swimschool.com"),
        Field("zone", .formatted(.zone), sample: "Europe/Madrid"),
        Field(
            "locations", .list(.object(Location.face), max: CatalogueSlice.locationsMost),
            "Where it can be booked; none: at its own address.", sample: .array([Schema("", Location.face).sample])),
        Image.listField,
    ]
    private static let shownSettings = [
        Field("requires_approval", .boolean, sample: false),
        Field("buffer_time_minutes", .integer(0...1_440), sample: 15),
        Field("is_active", .boolean, sample: true),
    ]
    private static let publicBusiness = Schema(
        "PublicBusiness",
        [
            Field("business", .object(face), sample: Schema("", face).sample),
            Field("settings", .object(shownSettings), sample: Schema("", shownSettings).sample),
        ])

    /// The public face of the business with this slug. An inactive one is not there.
    func publicBook(_ visit: Visit, in db: Snapshot) throws -> Book {
        guard let book = try scheduling.book(visit.parameter("slug"), in: db), book.business.isActive else {
            throw Problem.notFound
        }
        return book
    }

    private var publicBusiness: Endpoint {
        Endpoint(
            .get, "/public/{slug}", "A business and how it takes bookings", capabilities: ["B7", "B8"], access: .anyone,
            answer: Self.publicBusiness
        ) { visit in
            let book = try await house.store.read { db in try publicBook(visit, in: db) }
            let business = book.business
            let face: JSON = [
                "name": .string(business.name), "description": .text(business.description),
                "address": .text(business.address),
                "phone": .text(business.phone), "email": .text(business.email), "zone": .string(business.zone),
                "locations": .list(book.openLocations, \.face),
            ]
            return .json([
                "business": face.adding((book.images[.business] ?? []).member(business.name, house.baseURL)),
                "settings": [
                    "requires_approval": .bool(book.settings.requiresApproval),
                    "buffer_time_minutes": .number(book.settings.bufferMinutes),
                    "is_active": .bool(book.settings.isActive && house.rules.isBookingEnabled),
                ],
            ])
        }
    }

    private var publicServices: Endpoint {
        Endpoint(
            .get, "/public/{slug}/services", "What can be booked", capabilities: ["B4"], access: .anyone,
            answer: Schema(
                "Service",
                [
                    Field("id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
                    Field("name", .text(1...120), sample: "Private Swimming Lesson"),
                    Field("description", .text(0...2_000), nullable: true, sample: "One-on-one instruction"),
                    Field("duration_minutes", .integer(5...1_440), sample: 60),
                    Field("capacity", .integer(1...100_000), sample: 1),
                    Field("price", .formatted(.decimal), sample: "50.00"),
                    Field("currency", .formatted(.currency), sample: "EUR"),
                    Field(
                        "location_ids",
                        .list(.formatted(.id(LocationID.self)), max: CatalogueSlice.locationsMost),
                        "Where it can be had; none: at the business's own address.", sample: []),
                    Field(
                        "locations", .choice(["one", "all"]), "At one of these, or at all at once.", sample: "one"),
                    Image.listField,
                ], list: true)
        ) { visit in
            let book = try await house.store.read { db in try publicBook(visit, in: db) }
            return .json(
                .list(book.shown) { offering in
                    let service: JSON = [
                        "id": .string(offering.id.description), "name": .string(offering.name),
                        "description": .text(offering.description),
                        "duration_minutes": .number(offering.durationMinutes),
                        "capacity": .number(book.capacity(offering)),
                        "price": .string(offering.price.decimal), "currency": .string(offering.price.currency.code),
                        "location_ids": .list(book.locations(of: offering, Wish(offering))) {
                            .string($0.id.description)
                        },
                        "locations": .string(book.isEverywhere(offering) ? "all" : "one"),
                    ]
                    return service.adding((book.images(of: offering) ?? []).member(offering.name, house.baseURL))
                })
        }
    }

    static let slot =
        [
            Field(
                "offering_id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field(
                "start", .formatted(.instant), optional: true,
                "A start that availability shows; not needed with a session.", sample: "2026-11-23T08:00:00Z"),
            Field("session_id", .formatted(.id(SessionID.self)), optional: true, "Of a course.", sample: nil),
        ] + SchedulingSlice.wishFields

    private var holdEndpoint: Endpoint {
        Endpoint(
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
            idempotent: true, challenged: true
        ) { visit in
            try await house.store.write { db in
                try Idempotency.once(visit, for: Self.holdLife, in: db) {
                    let hold = try hold(visit, in: db)
                    return .json(
                        ["hold_token": .string(hold.token), "expires_at": .string(hold.expiresAt.rfc3339)], status: 201)
                }
            }
        }
    }

    private func hold(_ visit: Visit, in db: Transaction) throws -> Hold {
        let book = try publicBook(visit, in: db)
        guard house.rules.isBookingEnabled, book.settings.isActive else { throw Problem.bookingOff }
        // A hold asks for a place, not yet for names and answers.
        let order = try Order(try ask(visit.body), book, isComplete: false, in: db)
        return try hold(order, book, by: Origin(visit), in: db)
    }

    private var dropEndpoint: Endpoint {
        Endpoint(
            .post, "/public/{slug}/release", "Give a held time back", capabilities: ["C8"], access: .link,
            body: Schema("Release", [Field("hold_token", .text(1...100), sample: "q0Y…")]), success: 204, answer: nil
        ) { visit in
            let token = visit.body.text("hold_token") ?? ""
            return try await house.store.write { db in
                try drop(token, by: Origin(visit), in: db)
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

    private var bookEndpoint: Endpoint {
        Endpoint(
            .post, "/public/{slug}/book", "Book", capabilities: ["D1", "D11", "D15", "C8"], access: .anyone,
            body: Self.bookRequest,
            success: 201, answer: Self.placed,
            problems: [
                "slot_taken", "slot_unavailable", "duplicate_booking", "hold_lost", "booking_off",
                "too_many_for_receiver", "challenge_required",
            ], idempotent: true, challenged: true
        ) { visit in
            let request = try placeRequest(visit.body, visit)
            return try await house.store.write { db in
                try withLinks(visit, in: db) {
                    let book = try publicBook(visit, in: db)
                    let booking = try place(request, book, by: Origin(visit), in: db)
                    return (try json(booking, book.business, visit.words, for: .customer, in: db), [booking])
                }
            }
        }
    }

    /// Throws 422 for an unknown zone, or when the client can't be reached.
    func placeRequest(_ fields: Fields, _ visit: Visit) throws(Problem) -> PlaceRequest {
        var request = PlaceRequest(try ask(fields), client: try Client(fields), language: visit.words.language)
        request.holdToken = fields.text("hold_token")
        if let zone = fields.text("tz") {
            guard house.zones.zone(zone) != nil else { throw .field("tz", "not_zone") }
            request.zone = zone
        }
        return request
    }

    /// Throws 422 when neither a start nor a session is there.
    func ask(_ fields: Fields) throws(Problem) -> Ask {
        guard let offering = fields.id("offering_id", OfferingID.self) else {
            throw .field("offering_id", "required")
        }
        let session = fields.id("session_id", SessionID.self)
        guard let start = fields.instant("start") ?? session.map({ _ in Instant(milliseconds: 0) }) else {
            throw .field("start", "required")
        }
        var ask = Ask(offering, start: start)
        ask.session = session
        ask.minutes = fields.integer("duration_minutes")
        ask.party = fields.integer("party")
        ask.resources = fields.id("resource_id", ResourceID.self).map { [$0] } ?? []
        ask.location = fields.id("location_id")
        ask.participants = (fields.list("participants") ?? []).compactMap(\.string)
        ask.participantEmails = (fields.list("participant_emails") ?? []).compactMap(\.string)
        ask.answers = try answers(fields)
        return ask
    }

    private func answers(_ fields: Fields) throws(Problem) -> [String: String] {
        var answers: [String: String] = [:]
        for member in fields.object("answers")?.members ?? [] {
            switch member.value {
            case .string(let text):
                guard let clean = text.cleaned(lines: true) else {
                    throw .field("answers/\(member.name.prefix(40))", "unreadable_text")
                }
                answers[member.name] = clean
            case .bool(let value): answers[member.name] = value ? "true" : "false"
            case .integer(let number): answers[member.name] = "\(number)"
            case .null: break
            default: throw .field("answers/\(member.name.prefix(40))", "not_text")
            }
        }
        return answers
    }

    private var referenceEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings/ref/{ref}", "Look a booking up by its reference: status, time and business only",
            capabilities: ["D3"],
            access: .anyone,
            answer: Schema(
                "BookingGlance",
                [
                    Field("reference", .text(8...8), sample: "K7M2Q9XA"),
                    Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), sample: "confirmed"),
                    Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
                    Field("end", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
                    Field("zone", .formatted(.zone), sample: "Europe/Madrid"),
                    Field("business_name", .text(1...120), sample: "Swim School Pro"),
                ])
        ) { visit in
            try allowLookUp(visit)
            return try await house.store.read { db in
                guard let (booking, business) = try glance(visit.parameter("ref"), in: db) else {
                    throw Problem.notFound
                }
                return .json([
                    "reference": .string(booking.reference), "status": .string(booking.status.rawValue),
                    "start": .string(booking.start.rfc3339), "end": .string(booking.end.rfc3339),
                    "zone": .string(business.zone),
                    "business_name": .string(business.name),
                ])
            }
        }
    }
}

extension Book {
    /// How many bookings of the offering can run at once: the scarcest of its needs.
    func capacity(_ offering: Offering) -> Int {
        let sums = offering.needs.map {
            $0.compactMap { resources[$0] }.filter(\.isActive).reduce(0) { $0 + $1.capacity }
        }
        return max(1, sums.min() ?? 1)
    }
}
