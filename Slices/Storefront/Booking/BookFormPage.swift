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
        let note: String?
        let value: String
    }
    /// The part that makes a series, folded unless it is in use.
    struct Repeating: Sendable {
        let isOpen: Bool
        let fields: [FormView.FieldView]
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
    let privacyHref: String
    let form: FormView
    let hold: String
    let tz: String
    let request: String
    /// Where the script asks for the time to be held; nil when there is nothing to hold.
    let holdHref: String?
    /// What it is asked to hold.
    let holdWish: String
    /// The wish and the session, which travel with the form.
    let hidden: [HiddenField]
    /// How many come; nil for one.
    let party: String?
    /// Chosen people and rooms, or the session's.
    let with: String?
    /// Where it is.
    let place: String?
    /// Said when the address asked for what is not offered.
    let wrong: String?
    let repeating: Repeating
    /// Dates of a series that can't be had.
    let unavailable: [String]
    let hasUnavailable: Bool
    /// Books the other dates; nil when there are none.
    let othersLabel: String?
    /// Why the time is not to be had.
    let taken: String?
    /// Other times as links, before anything was typed.
    let alternatives: [Alternative]
    let hasAlternatives: Bool
    /// Other times as choices of the form, which keeps what was typed.
    let choices: [Alternative]
    let hasChoices: Bool

    /// - Parameters:
    ///   - typed: what the form holds; empty at first.
    ///   - taken: why the time is not to be had, with other times to choose from.
    init(
        _ front: Front, _ offering: Offering, _ time: ChosenTime, typed: [String: String], request: String,
        _ problem: Problem? = nil, taken: String? = nil, alternatives: [FreeTime] = []
    ) {
        let words = front.words
        let wish = front.wish(offering)
        let total = front.total(offering, minutes: time.minutes) ?? offering.price
        title = words("public.form.title", ["offering": offering.name, "business": front.business.name])
        steps = Step.all(words, at: 3)
        offeringName = offering.name
        duration = words.formats.duration(minutes: time.minutes)
        price = front.price(total)
        when = words.formats.range(from: time.start, to: time.end, in: front.book.zone)
        yourWhen =
            front.differs(at: time.start) ? words.formats.range(from: time.start, to: time.end, in: front.zone) : nil
        terms = CancelTerms.sentences(
            RefundTerms(front.book.settings.refunds), total, start: time.start, front.book.zone, at: front.now, words)
        let isAsking = front.asksApproval(offering)
        approval =
            isAsking
            ? words("public.form.approval", ["business": front.business.name], count: front.book.settings.expiryHours)
            : nil
        timesHref = front.timesPath(offering, date: front.zone.local(time.start).date)
        let others = alternatives.map { Alternative(TimesPage.Slot($0, front, offering, day: true)) }
        let isTyped = typed["client_name"] != nil
        hasChoices = isTyped && taken != nil && !others.isEmpty
        hasAlternatives = !isTyped && !others.isEmpty
        choices = hasChoices ? others : []
        self.alternatives = hasAlternatives ? others : []
        action = taken == nil || hasChoices ? "\(front.base(offering))/at/\(time.start.rfc3339)" : nil
        submit = words(isAsking ? "public.form.request" : "public.form.book")
        privacyHref = front.privacyPath
        let schema = BookForm.schema(offering, party: wish.party)
        let all = FormView(
            BookForm.fields(offering, party: wish.party, news: front.newsWording, words) + BookForm.repeating(words),
            schema: schema, prefix: "public.field", values: ["repeat_count": "4"].merging(typed) { $1 },
            problem: problem, words: words)
        form = FormView(
            fields: all.fields.filter { !$0.name.hasPrefix("repeat_") }, problems: all.problems,
            problemTitle: all.problemTitle)
        let often = all.fields.filter { $0.name.hasPrefix("repeat_") }
        let isSeries = !(typed["repeat_weeks"] ?? "").isEmpty
        repeating = Repeating(isOpen: isSeries || often.contains { $0.error != nil }, fields: often)
        unavailable = (problem?.unavailable ?? []).map { words.formats.dateTime($0, in: front.zone) }
        hasUnavailable = !unavailable.isEmpty
        let left = (typed["repeat_count"].flatMap { Int($0) } ?? 4) - unavailable.count
        othersLabel = hasUnavailable && left > 0 ? words("public.repeat.others", count: left) : nil
        hold = taken == nil ? typed["hold"] ?? "" : ""
        tz = front.chosenZone ?? ""
        self.request = request
        holdHref = taken == nil && hold.isEmpty ? "/api/v1/public/\(front.business.slug)/hold" : nil
        holdWish = time.wish(front, offering).text
        let session = time.session.map { HiddenField(name: "session_id", value: $0.description) }
        hidden = (front.choice?.carried ?? []) + [session].compactMap { $0 }
        party = wish.party > 1 ? words.formats.number(wish.party) : nil
        let names = wish.resources.compactMap { front.book.resources[$0]?.name }.sorted().joined(separator: ", ")
        with = [time.names ?? "", names].first { !$0.isEmpty }
        place = front.place(offering, time.location)
        wrong = front.choice?.wrong == nil ? nil : words("public.choose.wrong")
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
        privacyHref = "/book/swim-school/privacy"
        let problem = Problem.field("client_email", "not_email")
        form = FormView(
            BookForm.fields(nil, party: 1, words), schema: BookForm.schema(nil, party: 1), prefix: "public.field",
            values: ["client_name": "Ana"], problem: problem,
            words: words)
        (hold, tz, request) = ("q0Y", "Europe/London", "0123456789abcdef")
        holdHref = "/api/v1/public/swim-school/hold"
        holdWish = "{}"
        hidden = [HiddenField(name: "party", value: "2")]
        (party, with, wrong) = ("2", "Ana", words("public.choose.wrong"))
        place = "Retiro, Calle del Agua 12, Madrid"
        let often = FormView(
            BookForm.repeating(words), schema: BookForm.schema(nil, party: 1), prefix: "public.field",
            values: ["repeat_weeks": "1", "repeat_count": "4"], words: words)
        repeating = Repeating(isOpen: true, fields: often.fields)
        (unavailable, hasUnavailable) = (["Monday, 30 November 2026 at 09:00, Europe/Madrid (CET)"], true)
        othersLabel = words("public.repeat.others", count: 3)
        taken = words("public.taken.slot_taken")
        let host = words("public.times.host", ["time": "09:00"])
        alternatives = [
            Alternative(
                href: timesHref, instant: "2026-11-23T08:00:00Z", time: "Mon 23 Nov, 10:00", hostTime: host,
                note: words("public.times.places", count: 3), value: "2026-11-23T08:00:00Z")
        ]
        choices = alternatives
        (hasAlternatives, hasChoices) = (true, true)
    }

    static func sample(_ words: Wording) -> BookFormPage { BookFormPage(sample: words) }
}

extension BookFormPage.Alternative {
    init(_ slot: TimesPage.Slot) {
        self.init(
            href: slot.href, instant: slot.instant, time: slot.time, hostTime: slot.hostTime, note: slot.note,
            value: slot.value)
    }
}
