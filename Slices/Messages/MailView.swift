import Bookings
import Catalogue
import ICalendar
import Kernel
import Mail
import Web
import Words

/// Everything that a mail about a booking says, to one of the two sides.
struct MailView: Sendable {
    /// What is known of the booking, whoever reads of it.
    struct Facts: Sendable {
        let booking: Booking
        let business: Business
        let locations: [Location]
        let resources: [String]
        let participants: [String]
        let zone: Zone
        let now: Instant
    }

    let kind: String
    let audience: Audience
    /// One of those who come, on the client's side, where it is not the client.
    var participant: Participant?
    let facts: Facts
    let words: Wording
    /// The client's zone.
    let viewer: Zone?
    let link: String

    private var booking: Booking { facts.booking }
    private var business: Business { facts.business }
    private var zone: Zone { facts.zone }
    private var side: String { participant == nil ? audience.rawValue : "participant" }
    private var prefix: String { "mail.\(kind).\(side)" }
    private var values: [String: String] {
        [
            "business": business.name, "offering": booking.offeringName,
            "client": participant?.name ?? booking.clientName ?? "",
            "when": words.formats.dateTime(booking.start, in: zone), "reference": booking.reference,
        ]
    }

    var page: MailPage {
        MailPage(
            words, title: words("\(prefix).subject", values), lead: words("\(prefix).lead", values), rows: rows,
            link: link,
            linkLabel: words("mail.link.\(side)"), foot: words("mail.foot", values))
    }

    private var rows: [MailPage.Row] {
        var rows = [
            row("what", booking.offeringName),
            row("when", words.formats.range(from: booking.start, to: booking.end, in: zone)),
        ]
        if let viewer, viewer.name != zone.name, viewer.offset(at: booking.start) != zone.offset(at: booking.start) {
            rows.append(row("your_time", words.formats.range(from: booking.start, to: booking.end, in: viewer)))
        }
        if !facts.resources.isEmpty { rows.append(row("with", facts.resources.joined(separator: ", "))) }
        if let place = business.place(at: facts.locations) { rows.append(row("where", place)) }
        if let directions = facts.locations.directions { rows.append(row("directions", directions)) }
        // Who only comes is told nothing of the others, nor what was agreed.
        guard participant == nil else { return rows + [row("reference", booking.reference)] }
        if booking.price.minor > 0 { rows.append(row("price", words.formats.money(booking.price))) }
        rows.append(row("reference", booking.reference))
        if audience == .owner { rows += clientRows }
        if !facts.participants.isEmpty {
            rows.append(row("participants", facts.participants.joined(separator: ", ")))
        }
        rows += booking.answers.map { .init(label: $0.label, value: $0.shown(words)) }
        if let notes = booking.notes { rows.append(row("notes", notes)) }
        if let reason = booking.reason { rows.append(row("reason", reason)) }
        if kind == "cancelled", let share = booking.refundShare, booking.price.minor > 0 {
            rows.append(row("refund", words.formats.money(booking.price.percent(basisPoints: share))))
        }
        if ["confirmed", "requested", "rescheduled"].contains(kind), audience == .client { rows += cancellationRows }
        return rows
    }

    private var clientRows: [MailPage.Row] {
        [
            booking.clientName.map { row("client", $0) }, booking.clientEmail.map { row("email", $0) },
            booking.clientPhone.map { row("phone", $0) },
        ].compactMap { $0 }
    }

    private var cancellationRows: [MailPage.Row] {
        guard booking.price.minor > 0 else { return [] }
        let steps = booking.refunds.ahead(at: facts.now, start: booking.start)
        guard !steps.isEmpty else { return [row("refund_until", words("mail.refund_none"))] }
        return steps.map { step in
            row(
                "refund_until",
                words(
                    "mail.refund_until",
                    [
                        "percent": words.formats.percent(basisPoints: step.basisPoints),
                        "until": words.formats.dateTime(step.until, in: zone),
                    ]))
        }
    }

    private func row(_ key: String, _ value: String) -> MailPage.Row {
        .init(label: words("mail.row.\(key)"), value: value)
    }

    /// An invitation where the time is certain, its withdrawal where it is no longer.
    var calendar: CalendarPart? {
        switch kind {
        case "confirmed": part(.request, .confirmed)
        case "rescheduled" where booking.status == .confirmed: part(.request, .confirmed)
        case "cancelled" where booking.sequence > 0: part(.cancel, .cancelled)
        default: nil
        }
    }

    private func part(_ method: CalendarMethod, _ status: CalendarStatus) -> CalendarPart {
        let event = bookingEvent(
            booking, business, at: facts.locations, facts.resources, words, zone,
            link: audience == .client ? link : nil, status: status,
            for: participant.map { .participant($0) } ?? .client)
        return CalendarPart(method: method.rawValue, text: event.ics(method: method))
    }
}
