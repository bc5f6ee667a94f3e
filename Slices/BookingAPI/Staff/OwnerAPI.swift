import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// An owner's businesses with their figures (B1, L1).
extension BookingAPISlice {
    var ownerEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/owners/my-profiles", "My businesses with the counts of the bookings that I may see",
                capabilities: ["B1"],
                access: .signedIn,
                answer: Schema(
                    "OwnedBusiness",
                    [
                        Field(
                            "id", .formatted(.id(BusinessID.self)), sample: .string(BusinessID(rawValue: 1).description)
                        ),
                        Field("name", .text(1...120), sample: "Swim School"),
                        Field("slug", .formatted(.slug), sample: "swim-school"),
                        Field("role", .choice(MemberRole.allCases.map(\.rawValue)), sample: "owner"),
                        Field("bookings", .integer(0...Int64.max), sample: 12),
                        Field("pending", .integer(0...Int64.max), sample: 1),
                    ], list: true)
            ) { visit in
                let user = UserID(rawValue: try visit.user().id)
                return try await house.store.read { db in
                    .json(
                        .array(
                            try db.memberships(of: user).compactMap { listed -> JSON? in
                                guard let member = try db.reader(visit.visitor, of: listed.business.id) else {
                                    return nil
                                }
                                let counts = try db.counts(member)
                                return [
                                    "id": .string(member.business.id.description),
                                    "name": .string(member.business.name),
                                    "slug": .string(member.business.slug), "role": .string(member.role.rawValue),
                                    "bookings": .number(counts.all), "pending": .number(counts.pending),
                                ]
                            }))
                }
            },
            dashboardEndpoint,
        ]
    }

    private static let figures = [
        Field("total_bookings", .integer(0...Int64.max), "All but holds.", sample: 128),
        Field("pending_bookings", .integer(0...Int64.max), "Waiting for a decision.", sample: 2),
        Field("confirmed_bookings", .integer(0...Int64.max), sample: 40),
        Field("today_bookings", .integer(0...Int64.max), "Starting today, where the business is.", sample: 5),
        Field("this_week_bookings", .integer(0...Int64.max), "From Monday to Sunday.", sample: 21),
    ]
    private static let shown =
        [
            Field("id", .formatted(.id(BusinessID.self)), sample: .string(BusinessID(rawValue: 1).description)),
            Field("name", .text(1...120), sample: "Swim School"),
            Field("slug", .formatted(.slug), sample: "swim-school"),
        ] + figures

    private var dashboardEndpoint: Endpoint {
        Endpoint(
            .get, "/owners/dashboard", "The figures of my businesses, of the bookings that I may see",
            capabilities: ["L1"], access: .signedIn,
            answer: Schema(
                "Dashboard",
                Self.figures + [
                    Field(
                        "businesses", .list(.object(Self.shown), max: 200),
                        sample: .array([Schema("", Self.shown).sample]))
                ])
        ) { visit in
            let user = UserID(rawValue: try visit.user().id)
            return try await house.store.read { db in
                let all = try db.memberships(of: user).compactMap { listed in
                    try db.reader(visit.visitor, of: listed.business.id).map { ($0.business, try figures($0, in: db)) }
                }
                let sum = all.reduce(Figures()) { $0 + $1.1 }
                let each = JSON.list(all) { business, figures in
                    let face: JSON = [
                        "id": .string(business.id.description), "name": .string(business.name),
                        "slug": .string(business.slug),
                    ]
                    return face.adding(figures.members)
                }
                return .json(.object(sum.members + [.init("businesses", each)]))
            }
        }
    }

    private func figures(_ member: Membership, in db: Snapshot) throws -> Figures {
        let zone = bookings.zone(member.business)
        let today = zone.local(db.now).date
        let monday = today.adding(days: 1 - today.weekday.rawValue)
        let counts = try db.counts(member)
        let desk = try db.figures(member, day: zone.span(today, days: 1), week: zone.span(monday, days: 7))
        return Figures(
            total: counts.all, pending: counts.pending, confirmed: counts.confirmed, today: desk.today, week: desk.week)
    }
}

/// What an owner sees first: of one business, or of all.
private struct Figures {
    var total = 0
    var pending = 0
    var confirmed = 0
    var today = 0
    var week = 0

    static func + (_ a: Figures, _ b: Figures) -> Figures {
        Figures(
            total: a.total + b.total, pending: a.pending + b.pending, confirmed: a.confirmed + b.confirmed,
            today: a.today + b.today, week: a.week + b.week)
    }

    var members: [JSON.Member] {
        [
            .init("total_bookings", .number(total)), .init("pending_bookings", .number(pending)),
            .init("confirmed_bookings", .number(confirmed)), .init("today_bookings", .number(today)),
            .init("this_week_bookings", .number(week)),
        ]
    }
}

extension Zone {
    fileprivate func span(_ day: LocalDate, days: Int) -> Interval {
        let from = startOfDay(day)
        return Interval(from: from, lasting: startOfDay(day.adding(days: days)) - from)
    }
}

extension Snapshot {
    /// The visitor's membership as far as it lets them see bookings; nil where the role waits for a second factor, or the key is for
    /// something else.
    fileprivate func reader(_ visitor: Visitor, of business: BusinessID) throws -> Membership? {
        do { return try membership(visitor, business, .bookingViewAll, reach: .own) } catch is Problem { return nil }
    }
}
