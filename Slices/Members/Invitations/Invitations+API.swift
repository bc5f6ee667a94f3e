import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension MemberSlice {
    private static let invitations = "/businesses/{business_id}/invitations"
    static let token = Schema(
        "InvitationToken", [Field("token", .text(1...100), "From the link in the mail.", sample: "q0Y…")])

    var invitationEndpoints: [Endpoint] {
        [inviteEndpoint, openInvitationsEndpoint, resendEndpoint, withdrawEndpoint, acceptEndpoint]
    }

    private var inviteEndpoint: Endpoint {
        .write(
            .post, "/businesses/{business_id}/members", "Invite somebody by e-mail", capabilities: ["A7"],
            access: .member("members:manage"), body: Invitation.draft, success: 201, answer: Invitation.schema,
            problems: ["already_member", "already_invited", "too_many_invitations"]
        ) { visit in
            let business = try visit.id("business_id", BusinessID.self)
            return try await house.store.once(visit) { db in
                try db.lockedMembership(visit.visitor, business, .membersManage)
            } work: { actor, db in
                .json(try invite(actor, visit.body, by: Origin(visit), in: db).json, status: 201)
            }
        }
    }

    private var openInvitationsEndpoint: Endpoint {
        Endpoint(
            .get, Self.invitations, "Invitations that are open or have expired", capabilities: ["A7"],
            access: .member("members:manage"), query: Schema.paging, answer: .page(of: Invitation.schema)
        ) { visit in
            let business = try visit.id("business_id", BusinessID.self)
            return try await house.store.read { db in
                let member = try db.membership(visit.visitor, business, .membersManage)
                let list = try db.invitations(member.business.id)
                return .json(ListPage(visit).cut(list, by: { $0.id.description }, \.json))
            }
        }
    }

    private var resendEndpoint: Endpoint {
        .write(
            .post, "\(Self.invitations)/{invitation_id}/resend", "Send an invitation again, for another week",
            capabilities: ["A7"], access: .member("members:manage"), answer: Invitation.schema
        ) { visit in
            let business = try visit.id("business_id", BusinessID.self)
            return try await house.store.once(visit) { db in
                try db.lockedMembership(visit.visitor, business, .membersManage)
            } work: { actor, db in
                .json(try resend(actor, try visit.id("invitation_id"), by: Origin(visit), in: db).json)
            }
        }
    }

    private var withdrawEndpoint: Endpoint {
        .write(
            .delete, "\(Self.invitations)/{invitation_id}", "Withdraw an invitation", capabilities: ["A7"],
            access: .member("members:manage"), success: 204, answer: nil
        ) { visit in
            let business = try visit.id("business_id", BusinessID.self)
            return try await house.store.once(visit) { db in
                try db.lockedMembership(visit.visitor, business, .membersManage)
            } work: { actor, db in
                try withdraw(actor, try visit.id("invitation_id"), by: Origin(visit), in: db)
                return .nothing
            }
        }
    }

    private var acceptEndpoint: Endpoint {
        .write(
            .post, "/invitations/accept", "Join the business that sent the invitation", capabilities: ["A7"],
            access: .account, body: Self.token,
            answer: Schema(
                "Joined",
                [
                    Field(
                        "business_id", .formatted(.id(BusinessID.self)),
                        sample: .string(BusinessID(rawValue: 1).description)),
                    Field("slug", .formatted(.slug), sample: "swim-school"), Member.roleField,
                ]), problems: ["invitation_over", "invitation_other_address", "already_member"]
        ) { visit in
            try await house.store.once(visit) { db in
                let joined = try accept(visit.body.text("token") ?? "", visit, in: db)
                return .json([
                    "business_id": .string(joined.business.id.description), "slug": .string(joined.business.slug),
                    "role": .string(joined.role.rawValue),
                ])
            }
        }
    }
}
