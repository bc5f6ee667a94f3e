import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// The last step of a visit: who books, with each part's time, price and what cancelling it gives back.
struct VisitFormPage: Page {
    struct Part: Sendable {
        let partName: String
        let partWhen: String
        let partPrice: String
        /// Whom or which room, and where, as far as these were chosen.
        let partWith: String?
        let partTerms: [String]
    }

    static let template = "public-visit-form"
    let title: String
    let steps: [Step]
    let name: String
    let when: String
    /// The same in the visitor's zone, where it differs.
    let yourWhen: String?
    let price: String
    let approval: String?
    let parts: [Part]
    let timesHref: String
    /// Nil when the time is not to be had, and no other is.
    let action: String?
    let submit: String
    let privacyHref: String
    let form: FormView
    let tz: String
    let request: String
    /// The offerings, which travel with the form.
    let hidden: [HiddenField]
    /// Why the time is not to be had.
    let taken: String?
    /// Other times as choices of the form, which keeps what was typed.
    let choices: [BookFormPage.Alternative]
    let hasChoices: Bool
    /// Said when the address asked for what is not offered.
    let wrong: String?

    /// - Parameters:
    ///   - times: of the parts.
    ///   - taken: why the time is not to be had, with other times to choose from.
    init(
        _ front: Front, _ offering: Offering, _ visit: ChosenVisit, _ times: [Interval], typed: [String: String],
        request: String, _ problem: Problem? = nil, taken: String? = nil, alternatives: [FreeTime] = []
    ) {
        let words = front.words
        let start = times.first?.from ?? front.now
        let end = times.last?.to ?? start
        title = words("public.form.title", ["offering": visit.name, "business": front.business.name])
        steps = Step.all(words, at: 3)
        name = visit.name
        when = words.formats.range(from: start, to: end, in: front.book.zone)
        yourWhen = front.differs(at: start) ? words.formats.range(from: start, to: end, in: front.zone) : nil
        price = visit.total(front.book).map { front.price($0) } ?? ""
        let isAsking = visit.parts.contains { front.asksApproval($0.offering) }
        approval =
            isAsking
            ? words("public.form.approval", ["business": front.business.name], count: front.book.settings.expiryHours)
            : nil
        parts = zip(visit.parts, times).map { Part($0, $1, front) }
        timesHref = front.timesPath(offering, date: front.zone.local(start).date)
        self.taken = taken
        choices = alternatives.map { BookFormPage.Alternative(TimesPage.Slot($0, front, offering, day: true)) }
        hasChoices = !alternatives.isEmpty
        action = taken == nil || hasChoices ? "\(front.base(offering))/at/\(start.rfc3339)" : nil
        wrong = visit.wrong == nil ? nil : words("public.choose.wrong")
        submit = words(isAsking ? "public.visit.request" : "public.visit.book")
        privacyHref = front.privacyPath
        form = FormView(
            VisitForm.fields(visit.parts, news: front.newsWording, words), schema: VisitForm.schema(visit.parts),
            prefix: "public.field",
            values: typed, problem: problem, words: words)
        tz = front.chosenZone ?? ""
        self.request = request
        hidden = visit.carried
    }

    private init(sample words: Wording) {
        title = words("public.form.title", ["offering": "Cut + Wash", "business": "Swim School"])
        steps = Step.all(words, at: 3)
        name = "Cut + Wash"
        when = "Monday, 23 November 2026 at 09:00–10:30, Europe/Madrid (CET)"
        yourWhen = "Monday, 23 November 2026 at 08:00–09:30, Europe/London (GMT)"
        price = "€80.00"
        approval = words("public.form.approval", ["business": "Swim School"], count: 24)
        parts = [
            Part(
                partName: "Cut", partWhen: "09:00–10:00", partPrice: "€50.00", partWith: "Ana · Retiro",
                partTerms: [words("public.terms.none")])
        ]
        timesHref = "/book/swim-school/visit/times?offering_id=off_1&offering_id=off_2"
        action = "/book/swim-school/visit/times/at/2026-11-23T08:00:00Z"
        submit = words("public.visit.request")
        privacyHref = "/book/swim-school/privacy"
        form = FormView(
            VisitForm.fields([], words), schema: VisitForm.schema([]), prefix: "public.field",
            values: ["client_name": "Ana"], problem: .field("client_email", "not_email"), words: words)
        (tz, request) = ("Europe/London", "0123456789abcdef")
        hidden = [HiddenField(name: "offering_id", value: "off_1")]
        (taken, wrong) = (words("public.visit.taken"), words("public.choose.wrong"))
        choices = [
            BookFormPage.Alternative(
                href: timesHref, instant: "2026-11-23T09:00:00Z", time: "Mon 23 Nov, 10:00",
                hostTime: words("public.times.host", ["time": "09:00"]), note: words("public.times.places", count: 3),
                value: "2026-11-23T09:00:00Z")
        ]
        hasChoices = true
    }

    static func sample(_ words: Wording) -> VisitFormPage { VisitFormPage(sample: words) }
}

extension VisitFormPage.Part {
    fileprivate init(_ part: VisitPart, _ time: Interval, _ front: Front) {
        let words = front.words
        let total = (try? part.wish.price(part.offering, front.book)) ?? part.offering.price
        partName = part.offering.name
        partWhen =
            "\(words.formats.time(time.from, in: front.book.zone))–\(words.formats.time(time.to, in: front.book.zone))"
        partPrice = front.price(total)
        let names = part.wish.resources.compactMap { front.book.resources[$0]?.name }.sorted()
        let places =
            front.book.isEverywhere(part.offering)
            ? front.book.locations(of: part.offering, part.wish)
            : [front.book.location(part.wish.location)].compactMap { $0 }
        let all = names + places.map(\.name)
        partWith = all.isEmpty ? nil : all.joined(separator: " · ")
        partTerms = CancelTerms.sentences(
            RefundTerms(front.book.settings.refunds), total, start: time.from, front.book.zone, at: front.now, words)
    }
}
