import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension MemberSlice {
    var ownershipPages: [PageRoute] {
        let transfer = "/desk/{slug}/ownership"
        let own = "/desk/{slug}/membership"
        return [
            .get(transfer, access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, db in
                    try transferPage(visit, member, in: db)
                }
            },
            .post(transfer, access: .member("members:manage")) { visit in try await handOver(visit) },
            .get(own, access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    MembershipPage(member, try db.resourceNames(member.business.id), visit.words)
                }
            },
            .get("\(own)/leave", access: .member("booking:view_all")) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, _ in
                    askLeaving(visit, member)
                }
            },
            .post("\(own)/leave", access: .member("booking:view_all")) { visit in
                try await catalogue.deskForm(visit, .bookingViewAll, reach: .own) { member, db in
                    let actor = try db.lockedMembership(visit.visitor, member.business.id, .bookingViewAll)
                    try removeMember(actor, actor.user, by: Origin(visit), in: db)
                    return Answer.see("/desk").noticing("members.notice.left")
                } refused: { problem, member, _ in
                    askLeaving(visit, member, problem)
                }
            },
        ]
    }

    private func handOver(_ visit: Visit) async throws -> Answer {
        let business = try await house.store.read { db in
            try db.membership(visit.visitor, slug: visit.parameter("slug"), .membersManage).business
        }
        do {
            let fields = try Ownership.schema.accept(form: visit.body.texts)
            _ = try await transferOwnership(of: business.id, fields, visit)
            return Answer.see("/desk/\(business.slug)/membership").noticing("members.notice.transferred")
        } catch let problem as Problem where [409, 422, 429].contains(problem.status) {
            return try await catalogue.deskPage(visit, .membersManage, status: problem.status) { member, db in
                try transferPage(visit, member, problem, in: db)
            }
        }
    }

    private func transferPage(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> OwnershipPage
    {
        OwnershipPage(
            slug: member.business.slug,
            try heirs(member, in: db).map { ($0.user.description, "\($0.name), \($0.email)") },
            visit.body.texts, problem, visit.words)
    }

    private func askLeaving(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil) -> ConfirmPage {
        let base = "/desk/\(member.business.slug)/membership"
        return ConfirmPage(
            title: visit.words("members.leave.title", ["business": member.business.name]),
            text: visit.words("members.leave.text"), label: visit.words("members.leave.submit"),
            action: "\(base)/leave", back: base, form: FormView.asking(problem, visit.words))
    }
}

/// Hands the business over to another of its members.
struct OwnershipPage: Page {
    static let template = "ownership"
    let title: String
    let action: String
    let back: String
    let form: FormView
    let empty: EmptyState?

    init(
        slug: String, _ heirs: [(value: String, label: String)], _ typed: [String: String], _ problem: Problem?,
        _ words: Wording
    ) {
        title = words("ownership.title")
        action = "/desk/\(slug)/ownership"
        back = "/desk/\(slug)/members"
        var values = typed
        values["password"] = nil
        form = FormView(
            [
                FormField("user_id", .select(heirs)),
                FormField("password", .input(type: "password"), autocomplete: "current-password", hint: true),
            ], schema: Ownership.schema, prefix: "ownership.field", values: values, problem: problem, words: words)
        empty =
            heirs.isEmpty
            ? EmptyState(
                words("ownership.empty.title"), words("ownership.empty.text"), href: back,
                action: words("members.title")) : nil
    }

    static func sample(_ words: Wording) -> OwnershipPage {
        OwnershipPage(slug: "swim-school", [], [:], .field("password", "wrong_password"), words)
    }
}

/// One's own place in a business: what the role may do, and the way out.
struct MembershipPage: Page {
    static let template = "membership"
    let title: String
    let role: String
    let roleText: String
    let limits: String
    let leaveHref: String

    init(_ member: Membership, _ resources: [NamedResource], _ words: Wording) {
        let names = Dictionary(resources.map { ($0.id, $0.name) }) { first, _ in first }
        self.init(
            role: member.role, limits: MemberPage.limits(member.resources, names, words), slug: member.business.slug,
            words)
    }

    private init(role: MemberRole, limits: String, slug: String, _ words: Wording) {
        title = words("membership.title")
        self.role = words("members.role.\(role.rawValue)")
        roleText = words("members.role.\(role.rawValue).text")
        self.limits = limits
        leaveHref = "/desk/\(slug)/membership/leave"
    }

    static func sample(_ words: Wording) -> MembershipPage {
        MembershipPage(role: .manager, limits: "Ana", slug: "swim-school", words)
    }
}
