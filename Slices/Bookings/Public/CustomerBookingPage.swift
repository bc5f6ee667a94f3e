import Catalogue
import ICalendar
import Kernel
import Web
import Words

/// The customer's page of one booking: where it stands, what was agreed, what can be done.
struct CustomerBookingPage: Page {
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
    let price: String
    let notes: String?
    let contact: ContactCard?
    let terms: [String]
    let hasTerms: Bool
    let calendarHref: String?
    let googleHref: String?
    let outlookHref: String?
    let cancelHref: String?
    let againHref: String?

    init(_ view: BookingView) {
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
        price = booking.price.minor == 0 ? words("public.free") : words.formats.money(booking.price)
        notes = booking.notes
        contact = ContactCard(view.business)
        let isCancellable = booking.isCancellable(at: view.now)
        terms =
            isCancellable
            ? CancelTerms.sentences(booking.refunds, booking.price, start: booking.start, view.zone, at: view.now, words) : []
        hasTerms = isCancellable
        calendarHref = isCertain ? "\(view.path)/invite.ics" : nil
        googleHref = isCertain ? view.event.googleLink : nil
        outlookHref = isCertain ? view.event.outlookLink : nil
        cancelHref = isCancellable ? "\(view.path)/cancel" : nil
        againHref = booking.status.isTerminal && view.business.isActive ? "/book/\(view.business.slug)" : nil
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
        contact = ContactCard.sample
        terms = [words("public.terms.none")]
        hasTerms = true
        calendarHref = "/b/K7M2Q9XA/0/invite.ics"
        googleHref = "https://calendar.google.com/"
        outlookHref = "https://outlook.live.com/"
        cancelHref = "/b/K7M2Q9XA/0/cancel"
        againHref = "/book/swim-school"
    }

    static func sample(_ words: Wording) -> CustomerBookingPage { CustomerBookingPage(sample: words) }
}

/// Asks before cancelling, and says exactly what is given back now.
struct CustomerCancelPage: Page {
    static let template = "customer-cancel"
    let title: String
    let confirmAction: String
    let confirmTitle: String
    let confirmText: String
    let confirmLabel: String
    let confirmBack: String
    let fields: [FormView.FieldView]
    let problems: [FormView.ProblemLink]
    let problemTitle: String?

    /// The share that the page shows travels with the form, so that nobody gets less than they were shown.
    private static let schema = Schema("CancelForm", [Field("share", .integer(0...10_000), sample: 10_000)])

    init(_ view: BookingView, _ problem: Problem? = nil) {
        let words = view.words
        let share = view.refundShare
        let back = view.booking.price.percent(basisPoints: share)
        let kind = view.booking.price.minor == 0 ? "free" : share == 0 ? "none" : "some"
        self.init(
            words, path: view.path, share: share,
            text: words(
                "public.cancel.\(kind)",
                [
                    "offering": view.booking.offeringName, "business": view.business.name, "when": view.when,
                    "amount": words.formats.money(back), "percent": words.formats.percent(basisPoints: share),
                    "price": words.formats.money(view.booking.price),
                ]), problem)
    }

    private init(_ words: Wording, path: String, share: Int, text: String, _ problem: Problem?) {
        title = words("public.cancel.title")
        confirmAction = "\(path)/cancel"
        confirmTitle = words("public.cancel.title")
        confirmText = text
        confirmLabel = words("public.cancel.submit")
        confirmBack = path
        let form = FormView(
            [FormField("share", .hidden)], schema: Self.schema, prefix: "public.field", values: ["share": "\(share)"], problem: problem,
            words: words)
        (fields, problems, problemTitle) = (form.fields, form.problems, form.problemTitle)
    }

    static func sample(_ words: Wording) -> CustomerCancelPage {
        CustomerCancelPage(
            words, path: "/b/K7M2Q9XA/0", share: 5_000, text: words("public.cancel.title"), Problem(409, "refund_changed"))
    }
}
