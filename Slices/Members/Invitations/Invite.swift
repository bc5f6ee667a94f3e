import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension MemberSlice {
    /// Invites somebody by e-mail (A7). The mail, and the token in it, are made by the job that the event brings.
    /// Throws 409 `already_member`, `already_invited`, `too_many_invitations`, 429 for an address that has had many mails.
    func invite(_ actor: Membership, _ fields: Fields, by origin: Origin, in db: Transaction) throws -> Invitation {
        let business = actor.business.id
        guard let email = Contact.normalised(email: fields.text("email") ?? "") else {
            throw Problem.field("email", "not_email")
        }
        let role = fields.text("role").flatMap(MemberRole.init) ?? .viewer
        let resources = try limits(fields, role, of: business, in: db) ?? []
        let open = try db.invitations(business)
        guard open.count < Invitation.most else { throw Problem(409, "too_many_invitations") }
        guard try !db.members(business).contains(where: { $0.email == email }) else {
            throw Problem(409, "already_member")
        }
        if let old = open.first(where: { $0.email == email }) {
            guard old.expiresAt <= db.now else { throw Problem(409, "already_invited") }
            try db.withdraw(old)
        }
        // Withdrawing and inviting again would else send any number of mails to anybody.
        try identity.countMail(to: email, in: db)
        let id = db.newID(InvitationID.self)
        try db.insert(id, business, email, role, resources, by: actor.user)
        try emit("member.invited", id, business, role, by: origin, in: db)
        guard let invitation = try db.invitation(business, id) else { throw Problem.notFound }
        return invitation
    }

    /// Sends the invitation again, with a new token and another week.
    func resend(_ actor: Membership, _ id: InvitationID, by origin: Origin, in db: Transaction) throws -> Invitation {
        let business = actor.business.id
        guard let invitation = try db.invitation(business, id) else { throw Problem.notFound }
        let seconds = Int((invitation.sentAt + Invitation.pause - db.now).milliseconds + 999) / 1_000
        guard seconds <= 0 else { throw Problem.tooManyRequests(seconds) }
        try identity.countMail(to: invitation.email, in: db)
        try db.renew(invitation)
        try emit("member.invitation_resent", id, business, invitation.role, by: origin, in: db)
        guard let renewed = try db.invitation(business, id) else { throw Problem.notFound }
        return renewed
    }

    func withdraw(_ actor: Membership, _ id: InvitationID, by origin: Origin, in db: Transaction) throws {
        let business = actor.business.id
        guard let invitation = try db.invitation(business, id) else { throw Problem.notFound }
        try db.withdraw(invitation)
        try emit("member.invitation_withdrawn", id, business, invitation.role, by: origin, in: db)
    }

    // The address stays out of the record: who was invited can be erased, the record can't.
    private func emit(
        _ action: String, _ id: InvitationID, _ business: BusinessID, _ role: MemberRole, by origin: Origin,
        in db: Transaction
    ) throws {
        try identity.events.emit(
            action, business: business.rawValue, subject: id.description, by: origin,
            details: ["role": .string(role.rawValue)], in: db)
    }

    /// A link for the mail about an open invitation, with a new token in it.
    package func invitationLink(_ invitation: Invitation, in db: Transaction) throws -> String {
        let secret = Secret()
        try db.setToken(secret.hash, of: invitation)
        return "\(house.baseURL)/invitations?token=\(secret.text)"
    }
}
