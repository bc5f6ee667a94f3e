import Catalogue
import ICalendar
import Kernel
import Words

/// Whose calendar a booking is for.
package enum BookingAttendee: Sendable {
    case client
    /// One of those who come; nil is nobody by name.
    case participant(Participant?)

    fileprivate func party(_ booking: Booking) -> CalendarParty? {
        switch self {
        case .client: booking.clientEmail.map { CalendarParty(name: booking.clientName ?? $0, email: $0) }
        case .participant(let one): one.flatMap { one in one.email.map { CalendarParty(name: one.name, email: $0) } }
        }
    }
}

/// A booking as calendars know it: one UID for its whole life, SEQUENCE rising with each change (G1, RFC 5545).
package func bookingEvent(
    _ booking: Booking, _ business: Business, at locations: [Location], _ resources: [String], _ words: Wording,
    _ zone: Zone, link: String?,
    status: CalendarStatus, for attendee: BookingAttendee = .client
) -> CalendarEvent {
    let people = resources.isEmpty ? nil : resources.joined(separator: ", ")
    let lines = [people, words("calendar.reference", ["reference": booking.reference]), link].compactMap { $0 }
    return CalendarEvent(
        uid: "\(booking.id)@daybook", sequence: booking.sequence, start: booking.start, end: booking.end, zone: zone,
        summary: "\(booking.offeringName) – \(business.name)", description: lines.joined(separator: "\n"),
        location: business.place(at: locations) ?? "",
        organizer: business.email.map { CalendarParty(name: business.name, email: $0) },
        attendee: attendee.party(booking), url: link,
        status: status, stamp: booking.createdAt)
}
