import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web

extension SchedulingSlice {
    private static let ranges = [
        Field("opens", .formatted(.time), sample: "10:00"), Field("closes", .formatted(.time), sample: "14:00"),
    ]
    /// The fields of an exception, as it is given.
    static let exceptionFields = [
        Field(
            "resource_id", .formatted(.id(ResourceID.self)), optional: true, "The business's own unless given.",
            sample: nil),
        Field("from_date", .formatted(.date), sample: "2026-12-24"),
        Field("through_date", .formatted(.date), "The last day, at most ten years on.", sample: "2026-12-26"),
        Field(
            "kind", .choice(["closed", "open", "extra"]),
            "`closed` wins over all else, `open` replaces the day's hours, `extra` adds to them; either opens a holiday.",
            sample: "closed"),
        Field(
            "reason", .choice(ClosedReason.allCases.map(\.rawValue)), optional: true, "Of `closed` only.",
            sample: "holiday"),
        Field("hours", .list(.object(ranges), max: 10), optional: true, "Of `open` and `extra` only.", sample: []),
    ]
    private static let exceptionID = Field(
        "id", .formatted(.id(ExceptionID.self)), optional: true, "Given by Daybook; changes when all are replaced.",
        sample: .string(ExceptionID(rawValue: 1).description))
    /// The same as it is shown.
    static let shownException = [exceptionID] + exceptionFields
    private static let given = Schema("NewScheduleException", exceptionFields)
    private static let outside = Field(
        "outside", .object(outsideFields), "Bookings to come that now lie outside of the hours. They stay as they are.",
        sample: ["count": 0, "bookings": []])
    /// What a change answers besides its own.
    static let outsideAnswer = [outside]

    var exceptionEndpoints: [Endpoint] {
        let path = "/businesses/{business_id}/schedules/exceptions"
        return [
            .write(
                .post, path, "Add days on which the week does not hold: time off, a holiday, other hours",
                capabilities: ["B6"], access: .member("schedule:modify"), body: Self.given, success: 201,
                answer: Schema("ScheduleExceptionAdded", Self.shownException + Self.outsideAnswer)
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                let added = try Self.exception(visit.body, "", at: house.clock.now())
                return try await house.store.once(visit) { db in
                    let member = try db.membership(visit.visitor, id, .scheduleModify, reach: .own)
                    try member.require(added.resource)
                    return member
                } work: { member, db in
                    try addException(member, added, by: Origin(visit), in: db)
                    return .json(
                        added.json.adding([try outsideMember(member, visit.words, in: db)]), status: 201)
                }
            },
            .write(
                .delete, "\(path)/{exception_id}", "Remove one of these exceptions", capabilities: ["B6"],
                access: .member("schedule:modify"), answer: Schema("ScheduleExceptionRemoved", Self.outsideAnswer)
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, id, .scheduleModify)
                } work: { member, db in
                    try removeException(member, try visit.id("exception_id"), by: Origin(visit), in: db)
                    return .json(.object([try outsideMember(member, visit.words, in: db)]))
                }
            },
        ]
    }

    /// The exception that `fields` describe, new. Throws 422 with names below `pointer`.
    static func exception(_ fields: Fields, _ pointer: String, at now: Instant) throws -> StoredException {
        let given = fields.list("hours") ?? []
        let ranges = given.map(Fields.init(object:)).compactMap {
            OpenRange(from: $0.text("opens") ?? "", to: $0.text("closes") ?? "")
        }.sorted { $0.opens < $1.opens }
        guard ranges.count == given.count else { throw Problem.field("\(pointer)hours", "not_clock_time") }
        guard !ranges.isOverlapping else { throw Problem.field("\(pointer)hours", "hours_overlap") }
        guard
            let kind = StoredException.kind(
                fields.text("kind") ?? "", fields.text("reason").flatMap(ClosedReason.init), ranges)
        else { throw Problem.field("\(pointer)hours", "required") }
        guard let from = fields.date("from_date"), let through = fields.date("through_date"), from <= through,
            from.days(until: through) <= StoredException.daysMost
        else { throw Problem.field("\(pointer)through_date", "dates_reversed") }
        return StoredException(
            id: IDs.shared.next(at: now), resource: fields.id("resource_id"),
            exception: ScheduleException(from: from, through: through, kind: kind))
    }
}

extension StoredException {
    var json: JSON {
        [
            "id": .string(id.description), "resource_id": .text(resource?.description),
            "from_date": .string(exception.from.description), "through_date": .string(exception.through.description),
            "kind": .string(kind), "reason": .text(reason?.rawValue),
            "hours": .list(ranges) { ["opens": .string($0.opensText), "closes": .string($0.closesText)] },
        ]
    }
}
