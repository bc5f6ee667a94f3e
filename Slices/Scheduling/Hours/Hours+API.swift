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
    private static func fields(_ exception: [Field]) -> [Field] {
        [
            Field(
                "hours", .list(.object(line), max: 2_000),
                sample: [["weekday": 1, "opens": "09:00", "closes": "17:00"]]),
            Field(
                "exceptions", .list(.object(exception), max: exceptionsMost),
                sample: [
                    ["from_date": "2026-12-24", "through_date": "2026-12-26", "kind": "closed", "reason": "holiday"]
                ]),
        ]
    }

    var hoursEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/businesses/{business_id}/schedules", "Opening hours and exceptions", capabilities: ["B6"],
                access: .member("booking:view_all"), answer: Schema("Schedules", Self.fields(Self.shownException))
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                return try await house.store.read { db in
                    .json(
                        try Self.view(
                            try db.membership(visit.visitor, id, .bookingViewAll, reach: .own).business.id, in: db))
                }
            },
            .write(
                .put, "/businesses/{business_id}/schedules", "Replace the hours, the exceptions, or both",
                capabilities: ["B6"],
                access: .member("schedule:modify"),
                body: Schema("Schedules", Self.fields(Self.exceptionFields)).patch("SchedulesChange"),
                answer: Schema("SchedulesChanged", Self.fields(Self.shownException) + Self.outsideAnswer)
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                let hours = try visit.body.list("hours").map(Self.hours)
                let now = house.clock.now()
                let exceptions = try visit.body.list("exceptions")?.enumerated().map { index, line in
                    try Self.exception(Fields(object: line), "exceptions/\(index)/", at: now)
                }
                return try await house.store.once(visit) { db in
                    try db.membership(visit.visitor, id, .scheduleModify)
                } work: { member, db in
                    if let hours { try setHours(member, hours, by: Origin(visit), in: db) }
                    if let exceptions { try setExceptions(member, exceptions, by: Origin(visit), in: db) }
                    return .json(
                        try Self.view(id, in: db).adding([try outsideMember(member, visit.words, in: db)]))
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
        let exceptions = try db.exceptions(business).map(\.json)
        return ["hours": .array(hours), "exceptions": .array(exceptions)]
    }
}
