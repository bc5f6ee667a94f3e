import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

/// Several bookings at once (D13): a series of the same, a basket of several.
extension BookingAPISlice {
    var manyEndpoints: [Endpoint] {
        [
            series("/public/{slug}/series", access: .anyone), basket("/public/{slug}/basket", access: .anyone),
            series("/bookings/series", access: .member("booking:create")),
            basket("/bookings/basket", access: .member("booking:create")),
        ]
    }

    private static let business = Field(
        "business_id", .formatted(.id(BusinessID.self)), sample: .string(BusinessID(rawValue: 1).description))
    private static let skipped = [
        Field("start", .formatted(.instant), sample: "2026-11-30T08:00:00Z"),
        Field("code", .text(1...40), sample: "slot_taken"),
    ]
    /// Whoever books for themselves gets their links; staff's bookings mail them to the client.
    private static func placed(_ isPublic: Bool) -> [Field] {
        let fields = Booking.schema.fields + (isPublic ? [manageURL] : [])
        return [Field("bookings", .list(.object(fields), max: 200), sample: [Schema("", fields).sample])]
    }

    private func series(_ path: String, access: Access) -> Endpoint {
        let isPublic = access == .anyone
        let fields =
            Self.bookRequest.fields.filter { $0.name != "hold_token" } + [
                Field("every_weeks", .integer(1...52), optional: true, "1 unless given.", sample: 1),
                Field(
                    "weekdays", .list(.integer(1...7), max: 7), optional: true, "The first date's unless given.",
                    sample: nil),
                Field("count", .integer(1...52), optional: true, "How many; or `until`.", sample: 4),
                Field("until", .formatted(.date), optional: true, sample: nil),
                Field(
                    "skip_unavailable", .boolean, optional: true, "Book the others where some can't be had.",
                    sample: false),
            ] + (isPublic ? [] : [Self.business, Overbooking.field])
        return .write(
            .post, path, "Book the same on several dates: all of them, or it says which can't be had",
            capabilities: ["D13"], access: access,
            body: Schema(isPublic ? "SeriesRequest" : "StaffSeriesRequest", fields), success: 201,
            answer: Schema(
                isPublic ? "PlacedSeries" : "StaffPlacedSeries",
                Self.placed(isPublic) + [Field("skipped", .list(.object(Self.skipped), max: 60), sample: [])]),
            problems: ["series_unavailable", "booking_off"] + Self.refusals(isPublic),
            challenged: isPublic
        ) { visit in
            let recurrence = try Self.recurrence(visit.body)
            let request = try placeRequest(visit.body, visit)
            let skips = visit.body.bool("skip_unavailable") ?? false
            return try await many(visit, isPublic: isPublic) { book, booker, db in
                var request = request
                booker.mark(&request)
                let series = try bookings.placeSeries(
                    request, recurrence, skipsTaken: skips, book, by: Origin(visit), in: db)
                return (
                    series.bookings,
                    [
                        .init(
                            "skipped",
                            .list(series.skipped) {
                                ["start": .string($0.start.rfc3339), "code": .string($0.problem.code)]
                            })
                    ]
                )
            }
        }
    }

    private static func recurrence(_ fields: Fields) throws(Problem) -> Recurrence {
        let end: Recurrence.End
        if let count = fields.integer("count") {
            end = .count(count)
        } else if let until = fields.date("until") {
            end = .through(until)
        } else {
            throw .field("count", "required")
        }
        guard
            let recurrence = Recurrence(
                weekdays: fields.weekdays("weekdays"), everyWeeks: fields.integer("every_weeks") ?? 1, end: end)
        else { throw .field("count", "out_of_range", ["min": "1", "max": "\(BookingSlice.seriesMost)"]) }
        return recurrence
    }

    /// What only strangers are told.
    private static func refusals(_ isPublic: Bool) -> [String] {
        isPublic ? ["too_many_for_receiver", "challenge_required"] : []
    }

    private func basket(_ path: String, access: Access) -> Endpoint {
        let isPublic = access == .anyone
        let fields =
            [Field("items", .list(.object(Self.slot + Self.guests), max: 10), sample: [Schema("", Self.slot).sample])]
            + Self.bookRequest.fields.filter { field in
                ["tz"].contains(field.name) || Client.fields.contains { $0.name == field.name }
            } + (isPublic ? [] : [Self.business, Overbooking.field])
        return .write(
            .post, path, "Book several things in one visit, all or none", capabilities: ["D13"], access: access,
            body: Schema(isPublic ? "BasketRequest" : "StaffBasketRequest", fields), success: 201,
            answer: Schema(isPublic ? "PlacedBasket" : "StaffPlacedBasket", Self.placed(isPublic)),
            problems: ["slot_taken", "slot_unavailable", "duplicate_booking", "booking_off"]
                + Self.refusals(isPublic),
            challenged: isPublic
        ) { visit in
            let client = try Client(visit.body)
            let items = try (visit.body.list("items") ?? []).map { try ask(Fields(object: $0)) }
            let zone = visit.body.text("tz")
            guard zone.map({ house.zones.zone($0) != nil }) ?? true else { throw Problem.field("tz", "not_zone") }
            return try await many(visit, isPublic: isPublic) { book, booker, db in
                let requests = items.map { item in
                    var request = PlaceRequest(item, client: client, zone: zone, language: visit.words.language)
                    booker.mark(&request)
                    return request
                }
                return (try bookings.placeBasket(requests, book, by: Origin(visit), in: db), [])
            }
        }
    }

    /// Who books several things.
    private struct Booker: Sendable {
        let isStaff: Bool
        let isOverbooking: Bool

        func mark(_ request: inout PlaceRequest) {
            (request.ask.isByStaff, request.ask.isOverbooking) = (isStaff, isOverbooking)
            if isStaff { request.source = .api }
        }
    }

    private func many(
        _ visit: Visit, isPublic: Bool,
        _ verb: @escaping @Sendable (Book, Booker, Transaction) throws -> ([Booking], [JSON.Member])
    ) async throws -> RepeatableAnswer {
        try await house.store.write { db in
            let member = isPublic ? nil : try staff(visit, in: db)
            let book = try member.map { try staffBook($0, in: db) } ?? publicBook(visit, in: db)
            let reader = member.map { Reader($0) } ?? .customer
            let booker = Booker(
                isStaff: !isPublic,
                isOverbooking: try member.map { try Overbooking.isAsked(visit.body, by: $0) } ?? false)
            let work = {
                let (bookings, more) = try verb(book, booker, db)
                if let member { try db.requireOwn(bookings, of: member) }
                let items = try bookings.map { booking in
                    try json(booking, book.business, visit.words, for: reader, in: db)
                }
                return (JSON.object([.init("bookings", .array(items))] + more), bookings)
            }
            return try isPublic
                ? withLinks(visit, in: db, work)
                : Idempotency.once(visit, in: db) { .json(try work().0, status: 201) }
        }
    }

    private func staff(_ visit: Visit, in db: Snapshot) throws -> Membership {
        guard let id = visit.body.id("business_id", BusinessID.self) else { throw Problem.notFound }
        return try db.membership(visit.visitor, id, .bookingCreate, reach: .own)
    }

    private func staffBook(_ member: Membership, in db: Snapshot) throws -> Book {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        return book
    }
}
