import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web

extension SchedulingSlice {
    private static let resource = Field(
        "resource_id", .formatted(.id(ResourceID.self)), optional: true, "The business's own hours unless given.",
        sample: nil)
    private static let line = [
        resource,
        Field("weekday", .integer(1...7), "1 is Monday.", sample: 1),
        Field("opens", .formatted(.time), sample: "09:00"),
        Field("closes", .formatted(.time), "At or before `opens`: on the next day.", sample: "17:00"),
    ]
    private static let ranges = [
        Field("opens", .formatted(.time), sample: "10:00"), Field("closes", .formatted(.time), sample: "14:00"),
    ]
    private static let exception = [
        resource,
        Field("from_date", .formatted(.date), sample: "2026-12-24"),
        Field("through_date", .formatted(.date), sample: "2026-12-26"),
        Field(
            "kind", .choice(["closed", "open", "extra"]), "`open` replaces the day's hours, `extra` adds to them.",
            sample: "closed"),
        Field("reason", .choice(ClosedReason.allCases.map(\.rawValue)), optional: true, sample: "holiday"),
        Field("hours", .list(.object(ranges), max: 10), optional: true, sample: []),
    ]
    private static let schema = Schema(
        "Schedules",
        [
            Field(
                "hours", .list(.object(line), max: 2_000),
                sample: [["weekday": 1, "opens": "09:00", "closes": "17:00"]]),
            Field(
                "exceptions", .list(.object(exception), max: 2_000),
                sample: [
                    ["from_date": "2026-12-24", "through_date": "2026-12-26", "kind": "closed", "reason": "holiday"]
                ]),
        ])

    var hoursEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/businesses/{business_id}/schedules", "Opening hours and exceptions", capabilities: ["B6"],
                access: .member("booking:view_all"), answer: Self.schema
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                return try await house.store.read { db in
                    .json(try Self.view(try db.membership(visit.visitor, id, .bookingViewAll).business.id, in: db))
                }
            },
            Endpoint(
                .put, "/businesses/{business_id}/schedules", "Replace the hours, the exceptions, or both",
                capabilities: ["B6"],
                access: .member("schedule:modify"), body: Self.schema.patch("SchedulesChange"), answer: Self.schema
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                let hours = try visit.body.list("hours").map(Self.hours)
                let exceptions = try visit.body.list("exceptions").map {
                    try Self.exceptions($0, at: house.clock.now())
                }
                return try await house.store.write { db in
                    let member = try db.membership(visit.visitor, id, .scheduleModify)
                    if let hours { try setHours(member, hours, by: Origin(visit), in: db) }
                    if let exceptions { try setExceptions(member, exceptions, by: Origin(visit), in: db) }
                    return .json(try Self.view(id, in: db))
                }
            },
        ]
    }

    private static func hours(_ list: [JSON]) throws -> [HoursLine] {
        try list.enumerated().map { index, line in
            let fields = Fields(object: line)
            guard let weekday = fields.integer("weekday").flatMap(Weekday.init),
                let range = OpenRange(from: fields.text("opens") ?? "", to: fields.text("closes") ?? "")
            else { throw Problem.field("hours/\(index)/opens", "not_clock_time") }
            return HoursLine(resource: fields.id("resource_id"), weekday: weekday, range: range)
        }
    }

    private static func exceptions(_ list: [JSON], at now: Instant) throws -> [StoredException] {
        try list.enumerated().map { index, line in
            let fields = Fields(object: line)
            let ranges = (fields.list("hours") ?? []).map(Fields.init(object:)).compactMap {
                OpenRange(from: $0.text("opens") ?? "", to: $0.text("closes") ?? "")
            }
            guard ranges.count == fields.list("hours")?.count ?? 0,
                let kind = StoredException.kind(
                    fields.text("kind") ?? "", fields.text("reason").flatMap(ClosedReason.init), ranges)
            else { throw Problem.field("exceptions/\(index)/hours", "required") }
            guard let from = fields.date("from_date"), let through = fields.date("through_date"), from <= through,
                from.days(until: through) <= 3_660
            else { throw Problem.field("exceptions/\(index)/through_date", "dates_reversed") }
            return StoredException(
                id: IDs.shared.next(at: now), resource: fields.id("resource_id"),
                exception: ScheduleException(from: from, through: through, kind: kind))
        }
    }

    private static func view(_ business: BusinessID, in db: Snapshot) throws -> JSON {
        let (weekly, own) = try db.schedules(business)
        let all: [(ResourceID?, Schedule)] = [(nil, weekly)] + own.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let hours = all.flatMap { resource, schedule in
            Weekday.allCases.flatMap { day in
                (schedule.weekly[day] ?? []).map { range -> JSON in
                    [
                        "resource_id": .text(resource?.description), "weekday": .number(day.rawValue),
                        "opens": .string(range.opensText),
                        "closes": .string(range.closesText),
                    ]
                }
            }
        }
        let exceptions = try db.exceptions(business).map { stored -> JSON in
            [
                "resource_id": .text(stored.resource?.description),
                "from_date": .string(stored.exception.from.description),
                "through_date": .string(stored.exception.through.description), "kind": .string(stored.kind),
                "reason": .text(stored.reason?.rawValue),
                "hours": .list(stored.ranges) { ["opens": .string($0.opensText), "closes": .string($0.closesText)] },
            ]
        }
        return ["hours": .array(hours), "exceptions": .array(exceptions)]
    }
}
