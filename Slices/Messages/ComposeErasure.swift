import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension MessageSlice {
    /// Tells the owners that a client wants to be erased. Not who: nobody erases what is in their mailboxes.
    var composeErasureJob: JobHandler {
        composing("Messages.compose_erasure") { event, id, _, db in
            guard let (owner, customer) = try db.customer(id), customer.erasedAt == nil,
                let business = try db.business(owner)
            else { return }
            for user in try db.ownersInOffice(of: business.id).compactMap({ try db.user($0) }) {
                try queue(user, business, event, in: db)
            }
        }
    }

    private func queue(_ owner: User, _ business: Business, _ event: String, in db: Transaction) throws {
        let words = house.words.words(owner.language ?? business.language)
        let values = ["business": business.name]
        let zone = house.zones.zone(owner.zone ?? business.zone) ?? .utc
        let page = MailPage(
            words, title: words("mail.erasure.subject", values), lead: words("mail.erasure.lead", values),
            rows: [
                MailPage.Row(label: words("mail.erasure.asked"), value: words.formats.dateTime(db.now, in: zone))
            ], link: "\(house.baseURL)/desk/\(business.slug)/privacy", linkLabel: words("mail.erasure.link"),
            foot: words("mail.erasure.foot", values))
        try send(
            NewMessage(
                key: "\(event) owner \(owner.email)", business: business.id, booking: nil, kind: "erasure_requested",
                audience: .owner, toAddress: owner.email, toName: owner.name, replyTo: nil, page: page,
                user: owner.id), in: db)
    }
}
