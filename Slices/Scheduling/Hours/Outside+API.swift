import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension SchedulingSlice {
    /// How many bookings an answer or a page lists; the count is of all.
    static let outsideShown = 200

    private static let outsideBooking = [
        Field("booking_id", .text(1...40), nullable: true, sample: "bkg_1"),
        Field("reference", .text(1...20), nullable: true, sample: "K7M2P9QX"),
        Field("from", .formatted(.instant), "Without buffers.", sample: "2026-12-25T09:00:00Z"),
        Field("to", .formatted(.instant), sample: "2026-12-25T10:00:00Z"),
        Field(
            "resource_id", .formatted(.id(ResourceID.self)), sample: .string(ResourceID(rawValue: 1).description)),
        Field("is_resource_closed", .boolean, "Else the whole business is.", sample: false),
        Field("reason", .choice(["hours"] + ClosedReason.allCases.map(\.rawValue)), sample: "holiday"),
        Field("detail", .text(1...300), sample: "Closed (Christmas Day)"),
    ]
    static let outsideFields = [
        Field("count", .integer(0...1_000_000), sample: 0),
        Field("bookings", .list(.object(outsideBooking), max: 200), "The first 200, by start.", sample: []),
    ]

    var outsideEndpoint: Endpoint {
        Endpoint(
            .get, "/businesses/{business_id}/schedules/outside", "Bookings to come that lie outside of the hours",
            capabilities: ["B6"], access: .member("booking:view_all"),
            answer: Schema("OutsideOfHours", Self.outsideFields)
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.read { db in
                let member = try db.membership(visit.visitor, id, .bookingViewAll)
                return .json(try outsideMember(member, visit.words, in: db).value)
            }
        }
    }

    /// `"outside": {"count": 1, "bookings": […]}`
    func outsideMember(_ member: Membership, _ words: Wording, in db: Snapshot) throws -> JSON.Member {
        guard let book = try book(member.business.slug, in: db) else { throw Problem.notFound }
        let all = try outside(book, in: db).filter { member.reaches($0.resource.id) }
        return JSON.Member(
            "outside",
            [
                "count": .number(all.count), "bookings": .list(all.prefix(Self.outsideShown)) { $0.json(words) },
            ])
    }
}

extension OutsideBooking {
    fileprivate func json(_ words: Wording) -> JSON {
        [
            "booking_id": .text(booked?.id), "reference": .text(booked?.reference),
            "from": .string(interval.from.rfc3339), "to": .string(interval.to.rfc3339),
            "resource_id": .string(resource.id.description), "is_resource_closed": .bool(isResource),
            "reason": .string(shut.reason?.rawValue ?? "hours"), "detail": .string(words.outside(self)),
        ]
    }
}
