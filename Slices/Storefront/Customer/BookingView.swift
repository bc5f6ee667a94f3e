import Bookings
import Catalogue
import ICalendar
import Kernel
import Words

/// One booking as its customer looks at it, or one of those who come.
struct BookingView: Sendable {
    let opened: OpenedBooking
    /// Who looks, where it is not the customer.
    let participant: Participant?
    let business: Business
    /// Where it takes place, all at once; none is the business's own address.
    let locations: [Location]
    let resources: [String]
    /// The business's.
    let zone: Zone
    /// The one in which the customer chose the time.
    let viewer: Zone?
    let words: Wording
    /// Of the page; nil for who comes by no link.
    let url: String?
    let now: Instant
    let participants: [String]
    /// The others of its series or basket, with the paths of their pages.
    let others: [(booking: Booking, path: String)]
    let mayMove: Bool
    /// Whether they may check in by themselves.
    let arrival: Arrival

    var booking: Booking { opened.booking }
    var path: String { opened.path }
    /// Whether it can be changed: a participant only looks, and sees nothing of the others.
    var isManaged: Bool { opened.purpose == .manage }

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

    var event: CalendarEvent { event(link: url) }
    /// For a calendar that belongs to somebody else: the link stays here.
    var sharedEvent: CalendarEvent { event(link: nil) }

    private func event(link: String?) -> CalendarEvent {
        bookingEvent(
            booking, business, at: locations, resources, words, zone, link: link, status: eventStatus,
            for: isManaged ? .client : .participant(participant))
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
        if !isManaged && booking.status == .confirmed { return words("public.story.confirmed_view", values) }
        let suffix = booking.reason == nil || booking.status != .rejected || !isManaged ? "" : "_reason"
        return words("public.story.\(booking.status.rawValue)\(suffix)", values)
    }

    /// What was given back when it was cancelled; nil where there is nothing to say.
    var refunded: String? {
        guard isManaged, booking.status == .cancelled, booking.price.minor > 0, let share = booking.refundShare else {
            return nil
        }
        guard share > 0 else { return words("public.refunded.none") }
        return words(
            "public.refunded.some",
            [
                "amount": words.formats.money(booking.price.percent(basisPoints: share)),
                "percent": words.formats.percent(basisPoints: share),
            ])
    }
}
