import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension MemberSlice {
    var memberPages: [PageRoute] {
        let base = "/desk/{slug}/members"
        return [
            .get(base, access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, db in
                    try membersPage(visit, member, in: db)
                }
            },
            .post(base, access: .member("members:manage")) { visit in
                try await catalogue.deskForm(visit, .membersManage) { member, db in
                    let actor = try db.lockedMembership(visit.visitor, member.business.id, .membersManage)
                    let fields = try Invitation.draft.accept(form: visit.body.texts)
                    _ = try invite(actor, fields, by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/members").noticing("members.notice.invited")
                } refused: { problem, member, db in
                    try membersPage(visit, member, problem, in: db)
                }
            },
            .get("\(base)/{id}", access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, db in
                    try memberPage(visit, member, in: db)
                }
            },
            .post("\(base)/{id}", access: .member("members:manage")) { visit in
                try await catalogue.deskForm(visit, .membersManage) { member, db in
                    let actor = try db.lockedMembership(visit.visitor, member.business.id, .membersManage)
                    let fields = try MemberPage.accept(visit.body.texts)
                    _ = try changeMember(actor, try visit.id("id"), fields, by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/members").noticing("members.notice.changed")
                } refused: { problem, member, db in
                    try memberPage(visit, member, problem, in: db)
                }
            },
            .get("\(base)/{id}/remove", access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, db in
                    try askRemoval(visit, member, in: db)
                }
            },
            .post("\(base)/{id}/remove", access: .member("members:manage")) { visit in
                try await catalogue.deskForm(visit, .membersManage) { member, db in
                    let actor = try db.lockedMembership(visit.visitor, member.business.id, .membersManage)
                    let user = try visit.id("id", UserID.self)
                    try removeMember(actor, user, by: Origin(visit), in: db)
                    let place = user == actor.user ? "/desk" : "/desk/\(member.business.slug)/members"
                    return Answer.see(place).noticing("members.notice.removed")
                } refused: { problem, member, db in
                    try askRemoval(visit, member, problem, in: db)
                }
            },
        ]
    }

    func membersPage(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> MembersPage
    {
        let business = member.business
        let names = try db.resourceNames(business.id)
        return MembersPage(
            business, members: try db.members(business.id), invitations: try db.invitations(business.id),
            resources: names, me: member.user, typed: visit.body.texts, problem, at: db.now,
            zone: house.zones.zone(business.zone) ?? .utc, visit.words)
    }

    private func memberPage(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> MemberPage
    {
        guard let found = try db.member(member.business.id, try visit.id("id")) else { throw Problem.notFound }
        return MemberPage(
            slug: member.business.slug, found, resources: try db.resourceNames(member.business.id),
            typed: problem == nil ? nil : visit.body.texts, problem, visit.words)
    }

    private func askRemoval(_ visit: Visit, _ member: Membership, _ problem: Problem? = nil, in db: Snapshot) throws
        -> ConfirmPage
    {
        guard let found = try db.member(member.business.id, try visit.id("id")) else { throw Problem.notFound }
        let base = "/desk/\(member.business.slug)/members"
        return ConfirmPage(
            title: visit.words("members.remove.title", ["name": found.name]),
            text: visit.words("members.remove.text", ["name": found.name]),
            label: visit.words("members.remove.submit"), action: "\(base)/\(found.user)/remove", back: base,
            form: FormView.asking(problem, visit.words))
    }
}

extension FormView {
    /// Of a page that asks yes or no: what was wrong with the yes.
    static func asking(_ problem: Problem?, _ words: Wording) -> FormView {
        FormView(
            [], schema: Schema("Question", []), prefix: "members.field", values: [:], problem: problem, words: words)
    }
}

/// A person or room that somebody may be limited to.
struct NamedResource: Sendable {
    let id: ResourceID
    let name: String
}

extension Snapshot {
    /// People, rooms and equipment by kind and name.
    func resourceNames(_ business: BusinessID) throws -> [NamedResource] {
        try resources(business).filter { $0.kind != .seats }.sorted {
            ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name)
        }.map { NamedResource(id: $0.id, name: $0.name) }
    }
}

/// Who works here, and who is asked to.
struct MembersPage: Page {
    struct Row: Sendable {
        let name: String
        let email: String
        let role: String
        let limits: String
        let since: String
        let href: String
        let removeHref: String
        let isMe: Bool
    }
    struct Waiting: Sendable {
        let address: String
        let role: String
        let until: String
        let isExpired: Bool
        let resendAction: String
        let withdrawHref: String
    }

    static let template = "members"
    let title: String
    let base: String
    let rows: [Row]
    let waiting: [Waiting]
    let hasWaiting: Bool
    let form: FormView
    let groups: [ChoiceGroup]
    let transferHref: String?

    init(
        _ business: Business, members: [Member], invitations: [Invitation], resources: [NamedResource], me: UserID,
        typed: [String: String], _ problem: Problem?, at now: Instant, zone: Zone, _ words: Wording
    ) {
        let base = "/desk/\(business.slug)/members"
        let names = Dictionary(resources.map { ($0.id, $0.name) }) { first, _ in first }
        let rows = members.map { member in
            Row(
                name: member.name, email: member.email, role: words("members.role.\(member.role.rawValue)"),
                limits: MemberPage.limits(member.resources, names, words),
                since: words.formats.date(zone.local(member.since).date, style: .medium),
                href: "\(base)/\(member.user)", removeHref: "\(base)/\(member.user)/remove",
                isMe: member.user == me)
        }
        let waiting = invitations.map { one in
            Waiting(
                address: one.email, role: words("members.role.\(one.role.rawValue)"),
                until: words.formats.dateTime(one.expiresAt, in: zone), isExpired: one.expiresAt <= now,
                resendAction: "\(base)/invitations/\(one.id)/resend",
                withdrawHref: "\(base)/invitations/\(one.id)/withdraw")
        }
        self.init(
            base: base, rows: rows, waiting: waiting, resources: resources, typed: typed, problem,
            transferHref: members.count > 1 ? "/desk/\(business.slug)/ownership" : nil, words)
    }

    private init(
        base: String, rows: [Row], waiting: [Waiting], resources: [NamedResource], typed: [String: String],
        _ problem: Problem?, transferHref: String?, _ words: Wording
    ) {
        title = words("members.title")
        self.base = base
        self.rows = rows
        self.waiting = waiting
        self.transferHref = transferHref
        hasWaiting = !waiting.isEmpty
        form = FormView(
            [FormField("email", .input(type: "email"), autocomplete: "off"), MemberPage.roleField(words)],
            schema: Invitation.draft, prefix: "members.field",
            values: ["role": MemberRole.staff.rawValue].merging(typed) { $1 }, problem: problem, words: words)
        groups = MemberPage.groups(resources, MemberPage.chosen(typed["resource_ids"]), words)
    }

    static func sample(_ words: Wording) -> MembersPage {
        let base = "/desk/swim-school/members"
        let row = { (isMe: Bool) in
            Row(
                name: "Ana Beltrán", email: "ana@example.org", role: words("members.role.manager"), limits: "Ana",
                since: "21 Nov 2026", href: "\(base)/usr_1", removeHref: "\(base)/usr_1/remove", isMe: isMe)
        }
        let waiting = { (isExpired: Bool) in
            Waiting(
                address: "ben@example.org", role: words("members.role.staff"), until: "Monday", isExpired: isExpired,
                resendAction: "\(base)/invitations/inv_1/resend", withdrawHref: "\(base)/invitations/inv_1/withdraw")
        }
        return MembersPage(
            base: base, rows: [row(true), row(false)], waiting: [waiting(true), waiting(false)],
            resources: [NamedResource(id: ResourceID(rawValue: 1), name: "Ana")], typed: ["email": ""],
            .field("email", "required"), transferHref: "/desk/swim-school/ownership", words)
    }
}
