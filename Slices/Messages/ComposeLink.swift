import Bookings
import Catalogue
import Customers
import House
import Jobs
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension MessageSlice {
    /// Writes the mails with the links that were asked for. Their secrets are made here and stand in the mails alone.
    var composeLinkJob: JobHandler {
        composing("Messages.compose_link") { event, id, _, db in
            guard let booking = try kept(id, in: db), let business = try db.business(booking.business) else { return }
            let facts = try facts(booking, business, in: db)
            for link in try bookings.awaitedURLs(booking, in: db) {
                guard let email = link.who.map(\.email) ?? booking.clientEmail else { continue }
                let view = MailView(
                    kind: "link_sent", audience: .client, participant: link.who, facts: facts,
                    words: house.words.words(booking.clientLanguage),
                    viewer: link.who == nil ? house.zones.zone(booking.clientZone) : nil, link: link.url)
                try queue(
                    view, "\(event) \(link.id)", email, link.who?.name ?? booking.clientName,
                    replyTo: business.email, in: db)
            }
        }
    }

    /// Writes the mail with a code, which is made here and stands in it alone.
    var composeCodeJob: JobHandler {
        composing("Messages.compose_code") { event, id, _, db in
            guard let code = try bookings.customers.mailedCode(id, in: db) else { return }
            let words = house.words.words(code.language)
            let page = MailPage(
                words, title: words("mail.code.subject"), lead: words("mail.code.lead"),
                rows: [MailPage.Row(label: words("mail.code.row"), value: code.code)],
                link: "\(house.baseURL)/my/code", linkLabel: words("mail.code.link"), foot: words("mail.code.foot"))
            try send(
                NewMessage(
                    key: "\(event) user \(code.email)", business: BusinessID(rawValue: 0), booking: nil,
                    kind: "customer.code", audience: .user, toAddress: code.email, toName: nil, replyTo: nil,
                    page: page, hasSecret: true), in: db)
        }
    }
}
