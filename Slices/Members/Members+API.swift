import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension MemberSlice {
    private static let all = "/businesses/{business_id}/members"

    var memberEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, Self.all, "Who works in the business", capabilities: ["A7"], access: .member("members:manage"),
                query: Schema.paging, answer: .page(of: Member.schema)
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.read { db in
                    let member = try db.membership(visit.visitor, business, .membersManage)
                    let list = try db.members(member.business.id)
                    return .json(ListPage(visit).cut(list, by: { $0.user.description }, \.json))
                }
            },
            .write(
                .put, "\(Self.all)/{user_id}", "Change a member's role, or their people and rooms",
                capabilities: ["A7"], access: .member("members:manage"), body: Member.change, answer: Member.schema,
                problems: ["last_owner"]
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.lockedMembership(visit.visitor, business, .membersManage)
                } work: { actor, db in
                    let user = try visit.id("user_id", UserID.self)
                    return .json(try changeMember(actor, user, visit.body, by: Origin(visit), in: db).json)
                }
            },
            .write(
                .delete, "\(Self.all)/{user_id}", "Take a member out of the business", capabilities: ["A7"],
                access: .member("members:manage"), success: 204, answer: nil, problems: ["last_owner"]
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return try await house.store.once(visit) { db in
                    try db.lockedMembership(visit.visitor, business, .membersManage)
                } work: { actor, db in
                    try removeMember(actor, try visit.id("user_id"), by: Origin(visit), in: db)
                    return .nothing
                }
            },
            .write(
                .delete, "/businesses/{business_id}/membership", "Leave the business", capabilities: ["A7"],
                access: .member("booking:view_all"), success: 204, answer: nil, problems: ["last_owner"]
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                // A key that may look does not take its owner away.
                guard try visit.user().scopes == nil else { throw Problem(403, "key_not_enough") }
                // Who has left is no member any more, and is told so again all the same.
                return try await house.store.once(visit) { db in
                    let actor = try db.lockedMembership(visit.visitor, business, .bookingViewAll)
                    try removeMember(actor, actor.user, by: Origin(visit), in: db)
                    return .nothing
                }
            },
        ]
    }

    var ownershipEndpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/businesses/{business_id}/transfer", "Hand the business over to another member",
                capabilities: ["A7"], access: .member("members:manage"), body: Ownership.schema,
                answer: Member.schema, problems: ["invalid_input"], repeats: .not(because: .password)
            ) { visit in
                let business = try visit.id("business_id", BusinessID.self)
                return .json(try await transferOwnership(of: business, visit.body, visit).json)
            }
        ]
    }
}
