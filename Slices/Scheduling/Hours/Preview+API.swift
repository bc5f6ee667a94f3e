import Catalogue
import Holidays
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension SchedulingSlice {
    private static let weeks = Field("weeks", .integer(1...12), optional: true, "5 unless given.", sample: 5)
    private static let query = [
        Field("from", .formatted(.date), optional: true, "Today unless given.", sample: "2026-11-23"), weeks,
        Field(
            "resource_id", .formatted(.id(ResourceID.self)), optional: true, "The business unless given.", sample: nil),
    ]
    private static let range = [
        Field("opens", .formatted(.time), sample: "22:00"),
        Field("closes", .formatted(.time), "At or before `opens`: on the next day.", sample: "06:00"),
        Field("from", .formatted(.instant), sample: "2026-11-23T21:00:00Z"),
        Field("to", .formatted(.instant), sample: "2026-11-24T05:00:00Z"),
    ]
    private static let day = [
        Field("date", .formatted(.date), sample: "2026-11-23"),
        Field("open", .list(.object(range), max: 100), "What opens on this date.", sample: []),
        Field(
            "closed", .choice(["hours"] + ClosedReason.allCases.map(\.rawValue)), nullable: true,
            "Why nothing opens; `hours` when the week has none.", sample: "holiday"),
        Field("holiday", .text(1...200), nullable: true, sample: "Christmas Day"),
        Field("bookings", .integer(0...1_000_000), sample: 0),
    ]

    var previewEndpoint: Endpoint {
        Endpoint(
            .get, "/businesses/{business_id}/schedules/preview", "The next weeks: open, or closed and why",
            capabilities: ["B6"], access: .member("booking:view_all"), query: Self.query,
            answer: Schema(
                "SchedulePreview",
                [
                    Field("zone", .formatted(.zone), sample: "Europe/Madrid"),
                    Field("days", .list(.object(Self.day), max: 84), sample: []),
                ])
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.read { db in
                let member = try db.membership(visit.visitor, id, .bookingViewAll, reach: .own)
                guard let book = try book(member.business.slug, in: db) else { throw Problem.notFound }
                let wanted = visit.query.id("resource_id", ResourceID.self)
                let resource = wanted.flatMap { book.resources[$0] }
                guard wanted == nil || resource != nil else { throw Problem.field("resource_id", "not_found") }
                let days = try preview(
                    book, resource, from: visit.query.date("from") ?? book.zone.local(db.now).date,
                    days: (visit.query.integer("weeks") ?? 5) * 7, in: db)
                return .json([
                    "zone": .string(book.business.zone), "days": .list(days) { $0.json(book.zone, visit.words) },
                ])
            }
        }
    }
}

extension DayAhead {
    fileprivate func json(_ zone: Zone, _ words: Wording) -> JSON {
        [
            "date": .string(date.description),
            "open": .list(open) { interval in
                [
                    "opens": .string(zone.local(interval.from).time.description),
                    "closes": .string(zone.local(interval.to).time.description),
                    "from": .string(interval.from.rfc3339), "to": .string(interval.to.rfc3339),
                ]
            },
            "closed": .text(shut.map { $0.reason?.rawValue ?? "hours" }),
            "holiday": .text(shut?.holiday?.name(in: words.language.code)), "bookings": .number(bookings),
        ]
    }
}
