import Bookings
import Catalogue
import Customers
import House
import ICalendar
import Jobs
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension MessageSlice {
    /// Writes the messages that an event asks for, once.
    var composeJob: JobHandler {
        composing("Messages.compose", .lazy) { event, id, job, db in
            guard let action = job.payload["action"], let booking = try kept(id, in: db), booking.clientName != nil,
                let business = try db.business(booking.business)
            else { return }
            try compose(
                String(action.dropFirst("booking.".count)), booking, business, event: event,
                isByClient: job.payload["actor"] == "customer", in: db)
        }
    }

    /// The booking, whose client nobody erases while it is written to them. Read again, for they may have been erased just now.
    func kept(_ id: BookingID, in db: Transaction) throws -> Booking? {
        guard let booking = try db.booking(id), let customer = booking.customer,
            try db.keeps(booking.business, customer)
        else { return nil }
        return try db.booking(id)
    }

    private func compose(
        _ kind: String, _ booking: Booking, _ business: Business, event: String, isByClient: Bool, in db: Transaction
    ) throws {
        let facts = try facts(booking, business, in: db)
        if let email = booking.clientEmail {
            let view = MailView(
                kind: kind, audience: .client, facts: facts, words: house.words.words(booking.clientLanguage),
                viewer: house.zones.zone(booking.clientZone), link: try bookings.mailedURL(booking, in: db))
            try queue(view, event, email, booking.clientName, replyTo: business.email, in: db)
        }
        if ["confirmed", "rescheduled", "cancelled"].contains(kind) {
            try tellParticipants(kind, facts, event: event, in: db)
        }
        guard tellsOwner(kind, booking, isByClient: isByClient) else { return }
        let owners = try business.email.map { [$0] } ?? db.owners(of: business.id)
        for owner in owners {
            let view = MailView(
                kind: kind, audience: .owner, facts: facts, words: house.words.words(business.language), viewer: nil,
                link: "\(house.baseURL)/desk/\(business.slug)/bookings/\(booking.id)")
            try queue(view, event, owner, business.name, replyTo: booking.clientEmail, in: db)
        }
    }

    func facts(_ booking: Booking, _ business: Business, in db: Snapshot) throws -> MailView.Facts {
        let (resources, participants) = try db.names(booking)
        return MailView.Facts(
            booking: booking, business: business, locations: try db.locations(of: booking), resources: resources,
            participants: participants, zone: bookings.zone(business))
    }

    /// Each participant whose address is known hears of it too, with a link of their own to look.
    private func tellParticipants(_ kind: String, _ facts: MailView.Facts, event: String, in db: Transaction) throws {
        let booking = facts.booking
        for one in try db.participantList(booking) {
            guard let email = one.email, email != booking.clientEmail else { continue }
            let view = MailView(
                kind: kind, audience: .client, participant: one, facts: facts,
                words: house.words.words(booking.clientLanguage), viewer: nil,
                link: try bookings.mailedURL(booking, for: one, in: db))
            try queue(view, event, email, one.name, replyTo: facts.business.email, in: db)
        }
    }

    /// Owners hear of what they did not do themselves.
    private func tellsOwner(_ kind: String, _ booking: Booking, isByClient: Bool) -> Bool {
        switch kind {
        case "requested", "expired": true
        case "confirmed": booking.createdBy == nil && booking.sequence == 0
        case "cancelled": booking.refundShare.map { $0 < 10_000 } ?? true
        case "rescheduled": isByClient
        default: false
        }
    }

    func queue(
        _ view: MailView, _ event: String, _ address: String, _ name: String?, replyTo: String?, in db: Transaction
    ) throws {
        let key = "\(event) \(view.audience.rawValue) \(view.participant.map { "\($0.id) " } ?? "")\(address)"
        let new = NewMessage(
            key: key, business: view.facts.business.id, booking: view.facts.booking.id, kind: view.kind,
            audience: view.audience, toAddress: address, toName: name, replyTo: replyTo, page: view.page,
            calendar: view.calendar, hasSecret: view.audience == .client)
        try send(new, in: db)
    }

    /// Adds the message, once a key, and the job that sends it.
    func send(_ new: NewMessage, in db: Transaction) throws {
        // Nothing leaves a house without a mail server: the outbox page is where its mails arrive.
        guard transport != nil else {
            _ = try db.insert(new, sentBy: "outbox")
            return
        }
        guard let id = try db.insert(new) else { return }
        try JobQueue.enqueue("Messages.send", ["message": id.description], due: db.now, in: db)
    }
}
