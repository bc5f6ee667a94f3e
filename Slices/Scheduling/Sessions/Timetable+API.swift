import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// Making sessions: one, a series, or as many as the hours have room for; with `preview`, only what would come of it.
extension SchedulingSlice {
    /// What a session's forms and calls may say of its look.
    package static let look = [
        Field("max_capacity", .integer(1...100_000), sample: 8),
        Field("is_bookable", .boolean, optional: true, "Whether clients may book it; true unless given.", sample: true),
        Field("has_waiting_list", .boolean, optional: true, sample: false),
        Field(
            "booking_deadline_hours", .integer(0...8_760), optional: true, "The offering's unless given.", sample: nil),
        Field("note", .text(0...500, lines: true), optional: true, "For staff.", sample: nil),
    ]

    private static let common =
        [
            Field(
                "offering_id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field("start_date", .formatted(.date), sample: "2026-11-23"),
            Field(
                "resource_ids", .list(.formatted(.id(ResourceID.self)), max: 20), optional: true,
                "Chosen people and rooms of the offering.", sample: []),
            Field(
                "location_id", .formatted(.id(LocationID.self)), optional: true,
                "Where; that of the people and rooms unless given.", sample: nil),
            Field("weekdays", .list(.integer(1...7), max: 7), optional: true, "1 is Monday.", sample: [1, 3]),
            Field("preview", .boolean, optional: true, "Make nothing, only say what would be.", sample: false),
        ] + look

    private static let opened = Schema(
        "OpenedSessions",
        [
            Field("preview", .boolean, sample: false),
            Field("created", .integer(0...1_000), sample: 1),
            Field(
                "sessions", .list(.object(Session.schema.fields), max: 1_000), sample: .array([Session.schema.sample])),
            Field(
                "left_out",
                .list(
                    .object([
                        Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
                        Field("end", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
                        Field("reason", .text(1...40), sample: "exists"),
                        Field("detail", .text(0...300), sample: "There is a session at that time already."),
                    ]), max: 1_000), sample: []),
        ])

    var openEndpoint: Endpoint {
        .write(
            .post, "/businesses/{business_id}/sessions", "Add a session, or a weekly series of them",
            capabilities: ["C2"],
            access: .member("schedule:modify"),
            body: Schema(
                "SessionDraft",
                Self.common + [
                    Field("start_time", .formatted(.time), sample: "16:00"),
                    Field(
                        "duration_minutes", .integer(5...1_440), optional: true, "The offering's unless given.",
                        sample: nil),
                    Field("until", .formatted(.date), optional: true, "Repeat weekly through this date.", sample: nil),
                    Field("every_weeks", .integer(1...52), optional: true, "1 unless given.", sample: nil),
                    Field(
                        "skip_closed", .boolean, optional: true, "Leave out dates on which the business is closed.",
                        sample: true),
                ]), answer: Self.opened
        ) { visit in
            try await make(visit, try visit.id("business_id", BusinessID.self)) { book, offering, db in
                try series(visit.body, book, offering)
            }
        }
    }

    private static let generation = Schema(
        "SessionGeneration",
        common + [
            Field("end_date", .formatted(.date), "Inclusive.", sample: "2026-11-27"),
            Field(
                "slot_duration", .integer(5...1_440), optional: true, "Minutes; the offering's unless given.",
                sample: 60),
            Field("gap_minutes", .integer(0...1_440), optional: true, "Between one and the next.", sample: 0),
            Field("start_time", .formatted(.time), optional: true, "Not before, inside the hours.", sample: "09:00"),
            Field("end_time", .formatted(.time), optional: true, "Ended by, inside the hours.", sample: "17:00"),
        ])

    var generateEndpoint: Endpoint {
        .write(
            .post, "/businesses/{business_id}/sessions/generate", "Make all the sessions that the hours have room for",
            capabilities: ["C2"], access: .member("schedule:modify"), body: Self.generation,
            answer: Self.opened
        ) { visit in
            try await make(visit, try visit.id("business_id", BusinessID.self)) { book, offering, db in
                try grid(visit.body, book, offering)
            }
        }
    }

    var adminGenerateEndpoint: Endpoint {
        .write(
            .post, "/admin/timeslots/generate", "Make all the sessions that the hours have room for",
            capabilities: ["C2"], access: .member("schedule:modify"), query: [CatalogueSlice.businessQuery],
            body: Self.generation, answer: Self.opened
        ) { visit in
            let id = try await house.store.read { db in
                try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
            }
            return try await make(visit, id) { book, offering, db in try grid(visit.body, book, offering) }
        }
    }

    private func make(
        _ visit: Visit, _ id: BusinessID,
        _ times: @escaping @Sendable (Book, Offering, Snapshot) throws -> [Interval]
    ) async throws -> RepeatableAnswer {
        try await house.store.once(visit) { db in
            try db.membership(visit.visitor, id, .scheduleModify)
        } work: { member, db in
            guard let book = try book(member.business.slug, in: db),
                let offering = visit.body.id("offering_id", OfferingID.self).flatMap(book.offering)
            else { throw Problem.field("offering_id", "not_found") }
            let table = Timetable(visit.body, offering, try times(book, offering, db))
            let isPreview = visit.body.bool("preview") ?? false
            let (opened, sessions) = try tryOut(table, book, isPreview: isPreview, by: Origin(visit), in: db)
            return .json(opened.json(sessions, book, isPreview: isPreview, visit, at: db.now))
        }
    }

    /// What comes of a timetable; for a preview, everything is taken back again.
    package func tryOut(_ table: Timetable, _ book: Book, isPreview: Bool, by origin: Origin, in db: Transaction) throws
        -> (OpenedSessions, [Session])
    {
        struct Preview: Error {
            let opened: OpenedSessions
            let sessions: [Session]
        }
        do {
            return try db.savepoint {
                let opened = try open(table, book, by: origin, in: db)
                let sessions = try opened.made.compactMap { try db.session($0) }
                if isPreview { throw Preview(opened: opened, sessions: sessions) }
                return (opened, sessions)
            }
        } catch let preview as Preview {
            return (preview.opened, preview.sessions)
        }
    }
}

extension Timetable {
    fileprivate init(_ fields: Fields, _ offering: Offering, _ times: [Interval]) {
        var look = SessionLook()
        look.isBookable = fields.bool("is_bookable") ?? true
        look.hasWaitingList = fields.bool("has_waiting_list") ?? false
        look.deadlineHours = fields.integer("booking_deadline_hours")
        look.note = fields.text("note")
        self.init(
            offering: offering, times: times, capacity: fields.integer("max_capacity") ?? 1,
            resources: fields.ids("resource_ids", ResourceID.self) ?? [], location: fields.id("location_id"),
            keepsHours: fields.has("end_date"), look: look
        )
    }
}

extension OpenedSessions {
    fileprivate func json(_ sessions: [Session], _ book: Book, isPreview: Bool, _ visit: Visit, at now: Instant) -> JSON
    {
        [
            "preview": .bool(isPreview), "created": .number(isPreview ? 0 : made.count),
            "sessions": .list(sessions) { $0.json(book, at: now) },
            "left_out": .list(leftOut) { left in
                [
                    "start": .string(left.time.from.rfc3339), "end": .string(left.time.to.rfc3339),
                    "reason": .string(left.reason), "detail": .string(visit.words("session.left_out.\(left.reason)")),
                ]
            },
        ]
    }
}
