import Bookings
import Catalogue
import ICalendar
import Kernel
import Web
import Words

/// The customer's page of one booking: where it stands, what was agreed, what can be done.
struct CustomerBookingPage: Page {
    struct Other: Sendable {
        let href: String
        /// What it is, where the others are of other offerings.
        let what: String?
        let when: String
        let status: String
        let statusLabel: String
    }

    /// A question of the offering, and what was answered.
    struct Said: Sendable {
        let label: String
        let answer: String
    }

    static let template = "customer-booking"
    let title: String
    let isGood: Bool
    let heading: String
    let status: String
    let statusLabel: String
    let story: String
    let refunded: String?
    let reference: String
    let offeringName: String
    let when: String
    let yourWhen: String?
    let people: String?
    /// Of its location, or of several; nil for the business's own address, which stands with the business.
    let place: String?
    let directions: String?
    /// Nil for who only comes.
    let price: String?
    /// Said to who only looks.
    let viewOnly: String?
    let notes: String?
    let party: String?
    let participants: String?
    let answers: [Said]
    /// Where another time can be chosen; nil when it can't.
    let moveHref: String?
    /// Why it can't any more, while it could still be cancelled.
    let moveLate: String?
    let checkInHref: String?
    let checkInLabel: String
    /// Where the client says that they are there; nil when they can't now.
    let arriveAction: String?
    /// From when on they can.
    let arriveEarly: String?
    /// The others of its series or basket.
    let others: [Other]
    let hasOthers: Bool
    let contact: ContactCard?
    let terms: [String]
    let hasTerms: Bool
    let calendarHref: String?
    let googleHref: String?
    let outlookHref: String?
    let cancelHref: String?
    let againHref: String?
    /// The stream that tells when the booking has changed.
    let liveHref: String
    let privacyHref: String

    /// - Parameter stamp: the pulse's, from before anything was read.
    init(_ view: BookingView, stamp: String) {
        liveHref = "\(view.path)/live?since=\(stamp)"
        let booking = view.booking
        let words = view.words
        let isCertain = [.confirmed, .checkedIn].contains(booking.status) && view.now < booking.end
        title = words("public.booking.title", ["offering": booking.offeringName, "business": view.business.name])
        isGood = isCertain
        heading = words("public.heading.\(booking.status.rawValue)")
        status = booking.status.rawValue
        statusLabel = words("web.status.\(booking.status.rawValue)")
        story = view.story
        refunded = view.refunded
        reference = booking.reference
        offeringName = booking.offeringName
        when = view.when
        yourWhen = view.yourWhen
        people = view.resources.isEmpty ? nil : view.resources.joined(separator: ", ")
        place = view.locations.isEmpty ? nil : view.business.place(at: view.locations)
        directions = view.locations.directions
        let agreed = booking.price.minor == 0 ? words("public.free") : words.formats.money(booking.price)
        price = view.isManaged ? agreed : nil
        viewOnly = view.isManaged ? nil : words("public.booking.view_only")
        notes = view.isManaged ? booking.notes : nil
        party = booking.party > 1 ? words.formats.number(booking.party) : nil
        participants = view.participants.isEmpty ? nil : view.participants.joined(separator: ", ")
        answers = view.isManaged ? booking.answers.map { Said(label: $0.label, answer: $0.shown(words)) } : []
        moveHref = view.mayMove ? "\(view.path)/move" : nil
        let isLate =
            view.isManaged && [.pending, .confirmed].contains(booking.status) && view.now < booking.start
            && !view.mayMove
        moveLate = isLate ? words("public.move.late") : nil
        checkInHref = view.showsCheckIn ? "\(view.path)/check-in.svg" : nil
        checkInLabel = words("public.check_in.code", ["reference": booking.reference])
        arriveAction = view.arrival == .open ? "\(view.path)/check-in" : nil
        if case .early(let opens) = view.arrival {
            arriveEarly = words("public.arrive.early", ["when": words.formats.dateTime(opens, in: view.zone)])
        } else {
            arriveEarly = nil
        }
        others = view.others.map { other in
            Other(
                href: other.path, what: booking.basket == nil ? nil : other.booking.offeringName,
                when: words.formats.range(from: other.booking.start, to: other.booking.end, in: view.zone),
                status: other.booking.status.rawValue,
                statusLabel: words("web.status.\(other.booking.status.rawValue)"))
        }
        hasOthers = !view.others.isEmpty
        contact = ContactCard(view.business, address: view.locations.isEmpty ? view.business.place : nil)
        let isCancellable = view.isManaged && booking.isCancellable(at: view.now)
        terms =
            isCancellable
            ? CancelTerms.sentences(
                booking.refunds, booking.price, start: booking.start, view.zone, at: view.now, words) : []
        hasTerms = isCancellable
        calendarHref = isCertain ? "\(view.path)/invite.ics" : nil
        googleHref = isCertain ? view.sharedEvent.googleLink : nil
        outlookHref = isCertain ? view.sharedEvent.outlookLink : nil
        cancelHref = isCancellable ? "\(view.path)/cancel" : nil
        againHref = booking.status.isTerminal && view.business.isActive ? "/book/\(view.business.slug)" : nil
        privacyHref = "\(view.path)/privacy"
    }

    private init(sample words: Wording) {
        title = words("public.booking.title", ["offering": "Private lesson", "business": "Swim School"])
        isGood = true
        heading = words("public.heading.confirmed")
        status = "confirmed"
        statusLabel = words("web.status.confirmed")
        story = words("public.story.confirmed", ["business": "Swim School", "until": "", "reason": ""])
        refunded = words("public.refunded.some", ["amount": "€25.00", "percent": "50%"])
        (reference, offeringName) = ("K7M2Q9XA", "Private lesson")
        when = "Monday, 23 November 2026 at 09:00–10:00, Europe/Madrid (CET)"
        yourWhen = "Monday, 23 November 2026 at 08:00–09:00, Europe/London (GMT)"
        (people, price, notes) = ("Ana", "€50.00", "First time.")
        viewOnly = words("public.booking.view_only")
        (place, directions) = ("Retiro, Calle del Agua 12, Madrid", "Ring at the blue door.")
        (party, participants) = ("2", "Ana, Ben")
        answers = [Said(label: "How well do you swim?", answer: "A little")]
        (moveHref, moveLate) = ("/b/K7M2Q9XA/0/move", words("public.move.late"))
        (checkInHref, checkInLabel) = (
            "/b/K7M2Q9XA/0/check-in.svg", words("public.check_in.code", ["reference": "K7M2Q9XA"])
        )
        arriveAction = "/b/K7M2Q9XA/0/check-in"
        arriveEarly = words("public.arrive.early", ["when": "Mon 23 Nov, 08:00"])
        others = [
            Other(
                href: "/b/M4N5P6QR/0", what: "Group class", when: when, status: "confirmed",
                statusLabel: words("web.status.confirmed"))
        ]
        hasOthers = true
        contact = ContactCard.sample
        terms = [words("public.terms.none")]
        hasTerms = true
        calendarHref = "/b/K7M2Q9XA/0/invite.ics"
        googleHref = "https://calendar.google.com/"
        outlookHref = "https://outlook.live.com/"
        cancelHref = "/b/K7M2Q9XA/0/cancel"
        againHref = "/book/swim-school"
        liveHref = "/b/K7M2Q9XA/0/live"
        privacyHref = "/b/K7M2Q9XA/0/privacy"
    }

    static func sample(_ words: Wording) -> CustomerBookingPage { CustomerBookingPage(sample: words) }
}
