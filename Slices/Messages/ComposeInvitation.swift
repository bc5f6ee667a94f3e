import Bookings
import Catalogue
import House
import Identity
import Jobs
import Kernel
import Members
import Storage
import Timekeeping
import Web
import Words

extension MessageSlice {
    /// Writes the mail about an invitation. Its token is made here and stands in the mail alone.
    var composeInvitationJob: JobHandler {
        composing("Messages.compose_invitation") { event, id, _, db in
            guard let invitation = try db.openInvitation(id), let business = try db.business(invitation.business)
            else { return }
            try queue(invitation, business, event, in: db)
        }
    }

    private func queue(_ invitation: Invitation, _ business: Business, _ event: String, in db: Transaction) throws {
        let reader = try db.user(email: invitation.email)
        let words = house.words.words(reader?.language ?? business.language)
        let inviter = try db.user(invitation.invitedBy)?.name ?? business.name
        let values = [
            "business": business.name, "inviter": inviter,
            "role": words("members.role.\(invitation.role.rawValue)"),
        ]
        let zone = house.zones.zone(reader?.zone ?? business.zone) ?? .utc
        let page = MailPage(
            words, title: words("mail.invitation.subject", values), lead: words("mail.invitation.lead", values),
            rows: [
                MailPage.Row(
                    label: words("mail.invitation.until"),
                    value: words.formats.dateTime(invitation.expiresAt, in: zone))
            ], link: try members.invitationLink(invitation, in: db),
            linkLabel: words("mail.invitation.link"), foot: words("mail.invitation.foot", values))
        try send(
            NewMessage(
                key: "\(event) user \(invitation.email)", business: business.id, booking: nil, kind: "invitation",
                audience: .user, toAddress: invitation.email, toName: reader?.name, replyTo: business.email,
                page: page, hasSecret: true), in: db)
    }
}
