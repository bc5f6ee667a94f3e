import Kernel

/// One appointment in a calendar (RFC 5545, VEVENT).
///
/// Texts may hold anything: what the format can't carry is escaped, and control characters are dropped.
package struct CalendarEvent: Sendable {
    /// The same for ever, whatever changes; unique in the world, such as `bkg_1f8k…@book.example.org`.
    package var uid: String
    /// Counts up with every change that was sent; calendars ignore an older one.
    package var sequence: Int
    package var start: Instant
    package var end: Instant
    /// Where it takes place; see `CalendarFile` for how it is used.
    package var zone: Zone
    package var summary: String
    package var description: String
    package var location: String
    package var organizer: CalendarParty?
    package var attendee: CalendarParty?
    /// Where it can be looked at; left out unless it is an absolute URL in plain ASCII.
    package var url: String?
    package var status: CalendarStatus
    /// When this version of it was made.
    package var stamp: Instant

    package init(
        uid: String, sequence: Int = 0, start: Instant, end: Instant, zone: Zone, summary: String,
        description: String = "", location: String = "", organizer: CalendarParty? = nil,
        attendee: CalendarParty? = nil, url: String? = nil, status: CalendarStatus = .confirmed, stamp: Instant
    ) {
        self.uid = uid
        self.sequence = sequence
        self.start = start
        self.end = end
        self.zone = zone
        self.summary = summary
        self.description = description
        self.location = location
        self.organizer = organizer
        self.attendee = attendee
        self.url = url
        self.status = status
        self.stamp = stamp
    }
}

/// A person or business in an event.
package struct CalendarParty: Hashable, Sendable {
    package var name: String
    /// An e-mail address; without one the party is left out.
    package var email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}

package enum CalendarStatus: Sendable {
    case confirmed, tentative, cancelled
}

/// What a calendar file asks its reader to do (RFC 5546).
package enum CalendarMethod: String, Sendable {
    /// Look at it: downloads and feeds.
    case publish = "PUBLISH"
    /// Take it in, or replace an older version of it.
    case request = "REQUEST"
    /// Remove it.
    case cancel = "CANCEL"
}
