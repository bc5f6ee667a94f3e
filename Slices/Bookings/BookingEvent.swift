import Catalogue
import ICalendar
import Kernel
import Words

/// A booking as calendars know it: one UID for its whole life, SEQUENCE rising with each change (G1, RFC 5545).
package func bookingEvent(
    _ booking: Booking, _ business: Business, at locations: [Location], _ resources: [String], _ words: Wording,
    _ zone: Zone, link: String?,
    status: CalendarStatus
) -> CalendarEvent {
    let people = resources.isEmpty ? nil : resources.joined(separator: ", ")
    let lines = [people, words("calendar.reference", ["reference": booking.reference]), link].compactMap { $0 }
    return CalendarEvent(
        uid: "\(booking.id)@daybook", sequence: booking.sequence, start: booking.start, end: booking.end, zone: zone,
        summary: "\(booking.offeringName) – \(business.name)", description: lines.joined(separator: "\n"),
        location: business.place(at: locations) ?? "",
        organizer: business.email.map { CalendarParty(name: business.name, email: $0) },
        attendee: booking.clientEmail.map { CalendarParty(name: booking.clientName ?? $0, email: $0) }, url: link,
        status: status, stamp: booking.createdAt)
}
