import Catalogue
import House
import Kernel
import Storage
import Timekeeping
import Web

extension SchedulingSlice {
    private static let item = [
        Field("offering_id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
        Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
        Field(
            "resource_id", .formatted(.id(ResourceID.self)), optional: true, "Who or which was asked for.", sample: nil),
        Field("location_id", .formatted(.id(LocationID.self)), optional: true, "Where it was asked for.", sample: nil),
    ]
    private static let visit = [
        Field("start_time", .formatted(.time), "Local.", sample: "09:00"),
        Field("end_time", .formatted(.time), "Local; of the last.", sample: "10:30"),
        Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
        Field("end", .formatted(.instant), sample: "2026-11-23T09:30:00Z"),
        Field(
            "items", .list(.object(item), max: visitMost), "As `basket` takes them.",
            sample: [Schema("", item).sample]),
    ]

    var visitsEndpoint: Endpoint {
        Endpoint(
            .get, "/public/{slug}/basket/availability", "When several things can be booked in one visit, by local date",
            capabilities: ["C1", "D13"], access: .anyone,
            query: [
                Field(
                    "offering_id", .list(.formatted(.id(OfferingID.self)), max: Self.visitMost),
                    "Once for each, in their order; not courses.",
                    sample: [.string(OfferingID(rawValue: 1).description)])
            ] + ZonedDates.fields(most: Self.visitDaysMost) + [
                Field(
                    "resource_id", .list(.formatted(.id(ResourceID.self)), max: Self.visitMost), optional: true,
                    "Whom or which room, where an offering lets the client choose.", sample: nil),
                Field(
                    "location_id", .formatted(.id(LocationID.self)), optional: true,
                    "At which location all of it; any unless given.", sample: nil),
            ],
            answer: Schema(
                "VisitAvailability", map: .list(.object(Self.visit), max: 1_000),
                sample: ["2026-11-23": [Schema("", Self.visit).sample]]),
            shortcut: { incoming, parameters in
                cache.answer(Self.key(parameters["slug"] ?? "", incoming), at: house.clock.now())
            }
        ) { visit in
            let slug = visit.parameter("slug")
            let key = Self.key(slug, visit.incoming)
            return try await cache.once(key) { mark in
                try await house.store.read { db in
                    guard let book = try book(slug, in: db), book.business.isActive else { throw Problem.notFound }
                    let parts = try parts(visit.query, book)
                    let free = try freeVisits(visit.query, parts, book, db)
                    let answer = Answer.json(free.json(parts))
                    cache.keep(answer, key, business: book.business.id.rawValue, mark: mark, until: free.times.until)
                    return answer
                }
            }
        }
    }

    /// Apart from those of single offerings.
    private static func key(_ slug: String, _ incoming: Incoming) -> String { "\(slug)/basket?\(incoming.query)" }

    /// Throws 422 for an offering that a visit can't have, and for people and rooms that none of them lets the client choose.
    private func parts(_ query: Fields, _ book: Book) throws(Problem) -> [VisitPart] {
        let ids = query.ids("offering_id", OfferingID.self) ?? []
        guard !ids.isEmpty else { throw .field("offering_id", "required") }
        let chosen = query.ids("resource_id", ResourceID.self) ?? []
        var parts: [VisitPart] = []
        for id in ids {
            guard let offering = book.offering(id), offering.isActive else { throw .field("offering_id", "not_found") }
            guard offering.kind != .course else { throw .field("offering_id", "not_offered") }
            let own = offering.letsChoose ? chosen.filter(Set(offering.needs.joined()).contains) : []
            // A basket takes one for each of its items.
            guard own.count <= 1 else { throw .field("resource_id", "too_many", ["max": "1"]) }
            let place: LocationID? = book.isEverywhere(offering) ? nil : query.id("location_id")
            let wish = try Wish(offering, minutes: nil, party: nil, resources: own).at(place, offering, book)
            // Where rooms have prices of their own, one has to be chosen.
            _ = try wish.price(offering, book)
            parts.append(VisitPart(offering, wish))
        }
        guard Set(chosen).isSubset(of: parts.flatMap(\.wish.resources)) else {
            throw .field("resource_id", "not_offered")
        }
        return parts
    }

    private func freeVisits(_ query: Fields, _ parts: [VisitPart], _ book: Book, _ db: Snapshot) throws -> FreeVisits {
        let dates = try ZonedDates(query, or: book.zone, house.zones, most: Self.visitDaysMost)
        return try freeVisits(book, parts, from: dates.first, through: dates.last, in: dates.zone, db)
    }
}

extension FreeVisits {
    fileprivate func json(_ parts: [VisitPart]) -> JSON {
        let zone = times.zone
        return .object(
            times.days.map { day in
                JSON.Member(
                    day.date.description,
                    .list(day.slots) { slot in
                        [
                            "start_time": .string(zone.local(slot.start).time.description),
                            "end_time": .string(zone.local(slot.end).time.description),
                            "start": .string(slot.start.rfc3339), "end": .string(slot.end.rfc3339),
                            "items": .array(zip(parts, self.parts[slot.start] ?? []).map { $0.json(at: $1) }),
                        ]
                    })
            })
    }
}

extension VisitPart {
    fileprivate func json(at time: Interval) -> JSON {
        let item: JSON = ["offering_id": .string(offering.id.description), "start": .string(time.from.rfc3339)]
        return item.adding(
            wish.resources.sorted().prefix(1).map { .init("resource_id", .string($0.description)) }
                + [wish.location].compactMap { $0 }.map { .init("location_id", .string($0.description)) })
    }
}
