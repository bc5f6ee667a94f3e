import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// The last step: who books the chosen time. Says what, when, for how much, and what cancelling gives back.
struct BookFormPage: Page {
    struct Alternative: Sendable {
        let href: String
        let instant: String
        let time: String
        let hostTime: String?
    }

    static let template = "public-form"
    let title: String
    let steps: [Step]
    let offeringName: String
    let duration: String
    let price: String
    let when: String
    /// The same in the visitor's zone, where it differs.
    let yourWhen: String?
    let terms: [String]
    let approval: String?
    let timesHref: String
    /// Where the form goes; nil when the time is not to be had and nothing has been typed that another time could use.
    let action: String?
    let submit: String
    let form: FormView
    let hold: String
    let tz: String
    let request: String
    /// Where the script asks for the time to be held; nil when there is nothing to hold.
    let holdHref: String?
    let offeringID: String
    let start: String
    /// Why the time is not to be had.
    let taken: String?
    /// Other times as links, before anything was typed.
    let alternatives: [Alternative]
    let hasAlternatives: Bool
    /// Other times as choices of the form, which keeps what was typed.
    let choices: [Alternative]
    let hasChoices: Bool

    static let schema = Schema(
        "BookForm",
        Client.fields.filter { $0.name != "referral" } + [
            Field("start", .formatted(.instant), optional: true, "Another time than the path's.", sample: nil),
            Field(
                "request", .text(16...64), optional: true, "The form's own key, so that sending it twice books once.",
                sample: nil),
            Field("hold", .text(1...100), optional: true, sample: nil),
            Field("tz", .text(1...64), optional: true, sample: nil),
        ])
    private static let fields = [
        FormField("client_name", autocomplete: "name"),
        FormField("client_email", .input(type: "email"), autocomplete: "email", hint: true, either: true),
        FormField("client_phone", .input(type: "tel"), autocomplete: "tel", hint: true, either: true),
        FormField("notes", .textarea(rows: 3)),
    ]

    /// - Parameters:
    ///   - typed: what the form holds; empty at first.
    ///   - taken: why the time is not to be had, with other times to choose from.
    init(
        _ front: Storefront, _ offering: Offering, start: Instant, typed: [String: String], request: String,
        _ problem: Problem? = nil, taken: String? = nil, alternatives: [Instant] = []
    ) {
        let words = front.words
        let end = start + offering.duration
        title = words("public.form.title", ["offering": offering.name, "business": front.business.name])
        steps = Step.all(words, at: 3)
        offeringName = offering.name
        duration = words.formats.duration(minutes: offering.durationMinutes)
        price = front.price(offering.price)
        when = words.formats.range(from: start, to: end, in: front.book.zone)
        yourWhen = front.differs(at: start) ? words.formats.range(from: start, to: end, in: front.zone) : nil
        terms = CancelTerms.sentences(
            front.book.settings.refunds, offering.price, start: start, front.book.zone, at: front.now, words)
        let isAsking = front.asksApproval(offering)
        approval =
            isAsking
            ? words("public.form.approval", ["business": front.business.name], count: front.book.settings.expiryHours)
            : nil
        timesHref = front.timesPath(offering, date: front.zone.local(start).date)
        let others = alternatives.map { Alternative(TimesPage.Slot($0, front, offering, day: true)) }
        let isTyped = typed["client_name"] != nil
        hasChoices = isTyped && taken != nil && !others.isEmpty
        hasAlternatives = !isTyped && !others.isEmpty
        choices = hasChoices ? others : []
        self.alternatives = hasAlternatives ? others : []
        action = taken == nil || hasChoices ? "\(front.path)/\(offering.id)/at/\(start.rfc3339)" : nil
        submit = words(isAsking ? "public.form.request" : "public.form.book")
        form = FormView(
            Self.fields, schema: Self.schema, prefix: "public.field", values: typed, problem: problem, words: words)
        hold = taken == nil ? typed["hold"] ?? "" : ""
        tz = front.chosenZone ?? ""
        self.request = request
        holdHref = taken == nil && hold.isEmpty ? "/api/v1/public/\(front.business.slug)/hold" : nil
        offeringID = offering.id.description
        self.start = start.rfc3339
        self.taken = taken
    }

    private init(sample words: Wording) {
        title = words("public.form.title", ["offering": "Private lesson", "business": "Swim School"])
        steps = Step.all(words, at: 3)
        (offeringName, duration, price) = ("Private lesson", "1 h", "€50.00")
        when = "Monday, 23 November 2026 at 09:00–10:00, Europe/Madrid (CET)"
        yourWhen = "Monday, 23 November 2026 at 08:00–09:00, Europe/London (GMT)"
        terms = [words("public.terms.none")]
        approval = words("public.form.approval", ["business": "Swim School"], count: 24)
        timesHref = "/book/swim-school/off_1"
        action = "/book/swim-school/off_1/at/2026-11-23T08:00:00Z"
        submit = words("public.form.request")
        let problem = Problem.field("client_email", "not_email")
        form = FormView(
            Self.fields, schema: Self.schema, prefix: "public.field", values: ["client_name": "Ana"], problem: problem,
            words: words)
        (hold, tz, request) = ("q0Y", "Europe/London", "0123456789abcdef")
        holdHref = "/api/v1/public/swim-school/hold"
        (offeringID, start) = ("off_1", "2026-11-23T08:00:00Z")
        taken = words("public.taken.slot_taken")
        let host = words("public.times.host", ["time": "09:00"])
        alternatives = [Alternative(href: timesHref, instant: start, time: "Mon 23 Nov, 10:00", hostTime: host)]
        choices = alternatives
        (hasAlternatives, hasChoices) = (true, true)
    }

    static func sample(_ words: Wording) -> BookFormPage { BookFormPage(sample: words) }
}

extension BookFormPage.Alternative {
    fileprivate init(_ slot: TimesPage.Slot) {
        self.init(href: slot.href, instant: slot.instant, time: slot.time, hostTime: slot.hostTime)
    }
}

/// What cancelling gives back, in words.
enum CancelTerms {
    /// One sentence for each tier that still can be reached at `now`, and one for the time after.
    static func sentences(
        _ policy: RefundPolicy, _ price: Money, start: Instant, _ zone: Zone, at now: Instant, _ words: Wording
    ) -> [String] {
        guard price.minor > 0 else { return [words("public.terms.free")] }
        let steps = policy.steps(start: start).filter { $0.until > now && $0.basisPoints > 0 }
        guard !steps.isEmpty else { return [words("public.terms.none")] }
        return steps.map { step in
            words(
                "public.terms.step",
                [
                    "until": words.formats.dateTime(step.until, in: zone),
                    "percent": words.formats.percent(basisPoints: step.basisPoints),
                    "amount": words.formats.money(price.percent(basisPoints: step.basisPoints)),
                ])
        } + [words("public.terms.after")]
    }
}
