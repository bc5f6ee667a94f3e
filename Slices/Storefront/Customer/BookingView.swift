import Bookings
import Catalogue
import ICalendar
import Kernel
import Words

/// One booking as its customer looks at it.
struct BookingView: Sendable {
    let booking: Booking
    let business: Business
    /// Where it takes place, all at once; none is the business's own address.
    let locations: [Location]
    let resources: [String]
    /// The business's.
    let zone: Zone
    /// The one in which the customer chose the time.
    let viewer: Zone?
    let words: Wording
    let path: String
    let url: String
    let now: Instant
    let participants: [String]
    /// The others of its series or basket, with the paths of their pages.
    let others: [(booking: Booking, path: String)]
    let mayMove: Bool

    /// Whether the code for the desk is shown: from the day before until the end.
    var showsCheckIn: Bool {
        booking.status == .confirmed && booking.start - .hours(24) <= now && now < booking.end
    }

    /// Basis points that cancelling now gives back.
    var refundShare: Int { booking.refunds.share(at: now, start: booking.start, by: .customer) }

    var when: String { words.formats.range(from: booking.start, to: booking.end, in: zone) }

    /// Nil where it would say the same.
    var yourWhen: String? {
        guard let viewer, viewer.offset(at: booking.start) != zone.offset(at: booking.start) else { return nil }
        return words.formats.range(from: booking.start, to: booking.end, in: viewer)
    }

    var event: CalendarEvent {
        bookingEvent(
            booking, business, at: locations, resources, words, zone, link: url, status: eventStatus)
    }

    private var eventStatus: CalendarStatus {
        switch booking.status {
        case .held, .pending, .pendingPayment: .tentative
        case .confirmed, .checkedIn, .completed, .noShow: .confirmed
        case .rejected, .expired, .cancelled: .cancelled
        }
    }

    /// What the state means for the customer, and what comes next.
    var story: String {
        let values = [
            "business": business.name, "until": booking.expiresAt.map { words.formats.dateTime($0, in: zone) } ?? "",
            "reason": booking.reason ?? "",
        ]
        let suffix = booking.reason == nil || booking.status != .rejected ? "" : "_reason"
        return words("public.story.\(booking.status.rawValue)\(suffix)", values)
    }

    /// What was given back when it was cancelled; nil where there is nothing to say.
    var refunded: String? {
        guard booking.status == .cancelled, booking.price.minor > 0, let share = booking.refundShare else { return nil }
        guard share > 0 else { return words("public.refunded.none") }
        return words(
            "public.refunded.some",
            [
                "amount": words.formats.money(booking.price.percent(basisPoints: share)),
                "percent": words.formats.percent(basisPoints: share),
            ])
    }
}
