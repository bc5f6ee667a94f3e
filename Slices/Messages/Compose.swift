import Bookings
import Catalogue
import Customers
import House
import ICalendar
import Identity
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
            let kind = String(action.dropFirst("booking.".count))
            guard !Self.isOvertaken(kind, booking) else { return }
            try compose(kind, booking, business, event: event, in: db)
        }
    }

    /// Whether what happened no longer holds: where mails could not be written for a while, nobody is invited to what is cancelled by now.
    private static func isOvertaken(_ kind: String, _ booking: Booking) -> Bool {
        ["requested", "confirmed", "rescheduled"].contains(kind)
            && [.rejected, .expired, .cancelled].contains(booking.status)
    }

    /// The booking, whose client nobody erases while it is written to them. Read again, for they may have been erased just now.
    func kept(_ id: BookingID, in db: Transaction) throws -> Booking? {
        guard let booking = try db.booking(id), let customer = booking.customer,
            try db.keeps(booking.business, customer)
        else { return nil }
        return try db.booking(id)
    }

    private func compose(
        _ kind: String, _ booking: Booking, _ business: Business, event: String, in db: Transaction
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
        guard try tellsOwner(kind, business.id, event: event, in: db) else { return }
        let owners = try business.email.map { [$0] } ?? db.owners(of: business.id)
        for owner in owners {
            let view = MailView(
                kind: kind, audience: .owner, facts: facts, words: house.words.words(business.language), viewer: nil,
                link: "\(house.baseURL)/desk/\(business.slug)/bookings/\(booking.id)")
            try queue(view, event, owner, business.name, replyTo: booking.clientEmail, in: db)
        }
    }

    func facts(_ booking: Booking, _ business: Business, in db: Transaction) throws -> MailView.Facts {
        let (resources, participants) = try db.names(booking)
        return MailView.Facts(
            booking: booking, business: business, locations: try db.locations(of: booking), resources: resources,
            participants: participants, zone: bookings.zone(business), now: db.now)
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

    /// Owners hear of what nobody on their side did.
    private func tellsOwner(_ kind: String, _ business: BusinessID, event: String, in db: Snapshot) throws -> Bool {
        switch kind {
        case "requested", "expired": return true
        case "confirmed", "rescheduled", "cancelled":
            guard let id = EventID(event) else { return false }
            return try db.details(ofEvent: id, business: business.rawValue)["by"]?.string == Canceller.customer.rawValue
        default: return false
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
