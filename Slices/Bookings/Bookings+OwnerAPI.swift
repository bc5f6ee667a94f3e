import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

extension BookingSlice {
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
            }
        ]
    }
}

extension Snapshot {
    /// The visitor's membership as far as it lets them see bookings; nil where the role waits for a second factor, or the key is for
    /// something else.
    fileprivate func reader(_ visitor: Visitor, of business: BusinessID) throws -> Membership? {
        do { return try membership(visitor, business, .bookingViewAll, reach: .own) } catch is Problem { return nil }
    }

    /// How many bookings a business has, times that were only held apart, and how many wait for a decision.
    package func counts(_ member: Membership) throws -> (all: Int, pending: Int) {
        let row = try first(
            """
            SELECT COUNT(*) FILTER (WHERE \(Booking.isPlaced)) AS "all", COUNT(*) FILTER (WHERE status = 'pending') AS pending
            FROM bookings WHERE business_id = \(member.business.id) AND \(member.reachesBooking)
            """)
        return (try row?[0] ?? 0, try row?[1] ?? 0)
    }
}
