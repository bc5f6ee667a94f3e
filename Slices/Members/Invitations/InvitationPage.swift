import Catalogue
import House
import Identity
import Kernel
import Storage
import Web
import Words

extension MemberSlice {
    var invitationPages: [PageRoute] {
        let one = "/desk/{slug}/members/invitations/{invitation_id}"
        return [
            .get("\(one)/resend", access: .member("members:manage")) { visit in
                .see("/desk/\(visit.parameter("slug"))/members")
            },
            .post("\(one)/resend", access: .member("members:manage")) { visit in
                try await catalogue.deskForm(visit, .membersManage) { member, db in
                    let actor = try db.lockedMembership(visit.visitor, member.business.id, .membersManage)
                    _ = try resend(actor, try visit.id("invitation_id"), by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/members").noticing("members.notice.resent")
                } refused: { problem, member, db in
                    try membersPage(visit, member, problem, in: db)
                }
            },
            .get("\(one)/withdraw", access: .member("members:manage")) { visit in
                try await catalogue.deskPage(visit, .membersManage) { member, db in
                    try askWithdrawal(visit, member, in: db)
                }
            },
            .post("\(one)/withdraw", access: .member("members:manage")) { visit in
                try await catalogue.deskWork(visit, .membersManage) { member, db in
                    let actor = try db.lockedMembership(visit.visitor, member.business.id, .membersManage)
                    try withdraw(actor, try visit.id("invitation_id"), by: Origin(visit), in: db)
                    return Answer.see("/desk/\(member.business.slug)/members").noticing("members.notice.withdrawn")
                }
            },
            .get("/invitations", access: .anyone, query: [Self.invitationToken]) { visit in
                try await showInvitation(visit.query.text("token") ?? "", visit)
            },
            .post("/invitations", access: .account) { visit in try await acceptByForm(visit) },
        ]
    }

    private static let invitationToken = Field("token", .text(1...100), optional: true, sample: "q0Y…")

    private func askWithdrawal(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> ConfirmPage {
        guard let found = try db.invitation(member.business.id, try visit.id("invitation_id")) else {
            throw Problem.notFound
        }
        let base = "/desk/\(member.business.slug)/members"
        return ConfirmPage(
            title: visit.words("members.withdraw.title", ["email": found.email]),
            text: visit.words("members.withdraw.text"), label: visit.words("members.withdraw.submit"),
            action: "\(base)/invitations/\(found.id)/withdraw", back: base)
    }

    private func acceptByForm(_ visit: Visit) async throws -> Answer {
        let token = visit.body.text("token") ?? ""
        do {
            return try await house.store.write { db in
                let joined = try accept(token, visit, in: db)
                return Answer.see("/desk/\(joined.business.slug)").noticing("members.notice.joined")
            }
        } catch let problem as Problem where problem.status < 500 {
            return try await showInvitation(token, visit, problem)
        }
    }

    private func showInvitation(_ token: String, _ visit: Visit, _ problem: Problem? = nil) async throws -> Answer {
        let (found, user, inviter) = try await house.store.read { db in
            let found = try db.invitation(token: token)
            return (
                found, try visit.visitor.userID.flatMap { try db.user($0) },
                try found.flatMap { try db.user($0.0.invitedBy)?.name }
            )
        }
        guard let (invitation, business) = found else {
            let shown = problem ?? .invitationOver
            return try house.page(InvitationPage(over: shown, visit.words), visit, status: shown.status)
        }
        let page = InvitationPage(
            business.name, invitation, inviter: inviter ?? business.name, token: token, user, problem, visit.words)
        return try house.page(page, visit, status: problem?.status ?? 200)
    }
}

/// Where the link of an invitation leads: who asks whom to work where, and one button.
struct InvitationPage: Page {
    static let template = "invitation"
    let title: String
    let lead: String
    /// What the role may do.
    let roleText: String?
    let token: String
    let email: String
    let isOpen: Bool
    /// The reader is logged in by the address that was invited.
    let isForReader: Bool
    let isLoggedOut: Bool
    /// Logged in by another address: which.
    let otherAddress: String?
    let loginHref: String
    let problems: [FormView.ProblemLink]
    let problemTitle: String?

    init(
        _ business: String, _ invitation: Invitation, inviter: String, token: String, _ user: User?,
        _ problem: Problem?, _ words: Wording
    ) {
        let role = invitation.role.rawValue
        title = words("invitation.title", ["business": business])
        lead = words(
            "invitation.lead", ["business": business, "inviter": inviter, "role": words("members.role.\(role)")])
        roleText = words("members.role.\(role).text")
        self.token = token
        email = invitation.email
        isOpen = true
        isForReader = user?.email == invitation.email
        isLoggedOut = user == nil
        otherAddress = user.flatMap {
            $0.email == invitation.email
                ? nil : words("invitation.other", ["email": invitation.email, "own": $0.email])
        }
        loginHref = "/login?next=\(Encoding.encoded("/invitations?token=\(token)"))"
        problems = []
        problemTitle = problem?.sentence(words)
    }

    init(over problem: Problem, _ words: Wording) {
        title = words("invitation.over")
        lead = problem.sentence(words)
        roleText = nil
        (token, email, loginHref) = ("", "", "/login")
        (isOpen, isForReader, isLoggedOut, otherAddress) = (false, false, false, nil)
        problems = []
        problemTitle = nil
    }

    private init(sample words: Wording) {
        title = words("invitation.title", ["business": "Swim School"])
        lead = words("invitation.over")
        roleText = words("members.role.staff.text")
        (token, email, loginHref) = ("q0Y", "ana@example.org", "/login?next=%2Finvitations")
        (isOpen, isForReader, isLoggedOut) = (true, true, true)
        otherAddress = words("invitation.other", ["email": "ana@example.org", "own": "b@example.org"])
        problems = []
        problemTitle = words("problem.already_member")
    }

    static func sample(_ words: Wording) -> InvitationPage { InvitationPage(sample: words) }
}
