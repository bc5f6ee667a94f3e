import Bookings
import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// The last look before a booking is moved: from when to when. Also tells why it can't be, with other times.
struct CustomerMovePage: Page {
    static let template = "customer-move"
    let title: String
    let offeringName: String
    let from: String
    /// The new time; nil when it is not to be had.
    let to: String?
    let yourTo: String?
    let with: String?
    /// Where it is then, in a business with locations.
    let place: String?
    let location: String?
    let price: String
    /// What cancelling gives back once it is moved.
    let terms: [String]
    /// Where the form goes; nil when there is nothing to confirm.
    let action: String?
    let tz: String
    let session: String?
    let problem: String?
    let alternatives: [BookFormPage.Alternative]
    let hasAlternatives: Bool
    /// Nil when it can't be moved at all.
    let timesHref: String?
    let backHref: String

    init(
        _ view: BookingView, _ front: Front, _ offering: Offering, _ time: ChosenTime, refunds: RefundTerms,
        problem: String? = nil, alternatives: [FreeTime] = []
    ) {
        let words = view.words
        title = words("public.move.heading")
        offeringName = view.booking.offeringName
        from = view.when
        let isFree = problem == nil
        to = isFree ? words.formats.range(from: time.start, to: time.end, in: front.book.zone) : nil
        yourTo =
            isFree && front.differs(at: time.start)
            ? words.formats.range(from: time.start, to: time.end, in: front.zone) : nil
        let names = front.wish(offering).resources.compactMap { front.book.resources[$0]?.name }.sorted()
        with = isFree ? time.names ?? (names.isEmpty ? nil : names.joined(separator: ", ")) : nil
        place = isFree && !front.book.locations.isEmpty ? front.place(offering, time.location) : nil
        location = front.moving?.location?.description
        price = front.price(view.booking.price)
        terms = CancelTerms.sentences(
            refunds, view.booking.price, start: time.start, front.book.zone, at: front.now, words)
        action = isFree ? "\(view.path)/move/at/\(time.start.rfc3339)" : nil
        tz = front.chosenZone ?? ""
        session = time.session?.description
        self.problem = problem
        self.alternatives = alternatives.map {
            BookFormPage.Alternative(TimesPage.Slot($0, front, offering, day: true))
        }
        hasAlternatives = !alternatives.isEmpty
        timesHref = view.mayMove ? front.timesPath(offering, date: front.zone.local(time.start).date) : nil
        backHref = view.path
    }

    private init(sample words: Wording) {
        title = words("public.move.heading")
        offeringName = "Private lesson"
        from = "Monday, 23 November 2026 at 09:00–10:00, Europe/Madrid (CET)"
        to = "Tuesday, 24 November 2026 at 09:00–10:00, Europe/Madrid (CET)"
        yourTo = "Tuesday, 24 November 2026 at 08:00–09:00, Europe/London (GMT)"
        (with, price, tz, session) = ("Ana", "€50.00", "Europe/London", "ses_1")
        (place, location) = ("Retiro, Calle del Agua 12, Madrid", "loc_1")
        terms = [words("public.terms.none")]
        action = "/b/K7M2Q9XA/0/move/at/2026-11-24T08:00:00Z"
        problem = words("public.taken.slot_taken")
        alternatives = [
            BookFormPage.Alternative(
                href: "/b/K7M2Q9XA/0/move/at/2026-11-24T09:00:00Z", instant: "2026-11-24T09:00:00Z",
                time: "Tue 24 Nov, 10:00", hostTime: words("public.times.host", ["time": "10:00"]),
                note: words("public.times.places", count: 3), value: "2026-11-24T09:00:00Z")
        ]
        hasAlternatives = true
        (timesHref, backHref) = ("/b/K7M2Q9XA/0/move", "/b/K7M2Q9XA/0")
    }

    static func sample(_ words: Wording) -> CustomerMovePage { CustomerMovePage(sample: words) }
}
