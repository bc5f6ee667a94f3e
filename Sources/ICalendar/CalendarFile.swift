import CLibICal
import Kernel
import Synchronization

/// Calendar files as RFC 5545 describes them, written by libical.
///
/// Times are written in UTC. A local time would need the zone's rules in the file, which readers replace with their
/// own, older or newer ones: the moment could move. UTC is the moment that was booked, and every calendar shows it in
/// its owner's zone. `X-WR-TIMEZONE` tells those that ask which zone the business lives in.
package enum CalendarFile {
    // libical keeps the UTC zone and a ring of temporary strings in global variables.
    private static let library = Mutex(())

    /// The whole file, in lines of at most 75 bytes that end in CRLF.
    ///
    /// - Parameter name: What a subscribed calendar is called.
    package static func text(
        _ events: [CalendarEvent], method: CalendarMethod, name: String? = nil, zone: Zone? = nil
    ) -> String {
        library.withLock { _ in
            let calendar = ICalComponent(ICAL_VCALENDAR_COMPONENT)
            calendar.add(icalproperty_new_prodid("-//Daybook//Daybook//EN"))
            calendar.add(icalproperty_new_version("2.0"))
            calendar.add(icalproperty_new_calscale("GREGORIAN"))
            calendar.add(icalproperty_new_method(method.library))
            if let name { calendar.add(extension: "X-WR-CALNAME", name) }
            if let zone = zone ?? events.first?.zone { calendar.add(extension: "X-WR-TIMEZONE", zone.name) }
            for event in events { calendar.add(event.component()) }
            return calendar.text
        }
    }
}

extension CalendarEvent {
    /// A file with this event alone.
    package func ics(method: CalendarMethod) -> String {
        CalendarFile.text([self], method: method)
    }

    fileprivate func component() -> ICalComponent {
        let event = ICalComponent(ICAL_VEVENT_COMPONENT)
        event.add(icalproperty_new_uid(cleaned(uid)))
        event.add(icalproperty_new_sequence(Int32(clamping: sequence)))
        event.add(icalproperty_new_dtstamp(stamp.ical))
        event.add(icalproperty_new_dtstart(start.ical))
        event.add(icalproperty_new_dtend(end.ical))
        event.add(icalproperty_new_summary(cleaned(summary)))
        if !description.isEmpty { event.add(icalproperty_new_description(cleaned(description))) }
        if !location.isEmpty { event.add(icalproperty_new_location(cleaned(location))) }
        if let url, isPlainURL(url) { event.add(icalproperty_new_url(url)) }
        event.add(icalproperty_new_status(status.library))
        event.add(icalproperty_new_transp(status == .cancelled ? ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE))
        if let organizer { add(organizer, to: event) }
        if let attendee { add(attendee: attendee, to: event) }
        return event
    }

    private func add(_ organizer: CalendarParty, to event: ICalComponent) {
        guard let address = organizer.uri, let property = icalproperty_new_organizer(address) else { return }
        add(name: organizer.name, to: property)
        event.add(property)
    }

    private func add(attendee: CalendarParty, to event: ICalComponent) {
        guard let address = attendee.uri, let property = icalproperty_new_attendee(address) else { return }
        add(name: attendee.name, to: property)
        icalproperty_add_parameter(property, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT))
        icalproperty_add_parameter(property, icalparameter_new_partstat(ICAL_PARTSTAT_ACCEPTED))
        icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_FALSE))
        event.add(property)
    }

    private func add(name: String, to property: OpaquePointer) {
        let name = parameterText(name)
        if !name.isEmpty { icalproperty_add_parameter(property, icalparameter_new_cn(name)) }
    }
}

extension CalendarParty {
    /// Nil for an address that could leave its property.
    fileprivate var uri: String? {
        let isPlain = email.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && !"\"<>;:,".unicodeScalars.contains(scalar)
        }
        return isPlain && email.contains("@") && cleaned(email) == email ? "mailto:\(email)" : nil
    }
}
