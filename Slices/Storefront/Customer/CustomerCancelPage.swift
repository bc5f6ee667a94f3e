import Bookings
import Catalogue
import Kernel
import Web
import Words

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
            [FormField("share", .hidden)], schema: Self.schema, prefix: "public.field", values: ["share": "\(share)"],
            problem: problem,
            words: words)
        (fields, problems, problemTitle) = (form.fields, form.problems, form.problemTitle)
    }

    static func sample(_ words: Wording) -> CustomerCancelPage {
        CustomerCancelPage(
            words, path: "/b/K7M2Q9XA/0", share: 5_000, text: words("public.cancel.title"),
            Problem(409, "refund_changed"))
    }
}
