import Catalogue
import Identity
import Kernel
import Storage
import Web
import Words

/// Everything about one booking, and what can be done with it now.
struct BookingDetailPage: Page {
    struct Fact: Sendable {
        let factLabel: String
        let factText: String
        let factHref: String?
    }
    struct Step: Sendable {
        let stepAction: String
        let stepLabel: String
        let isMain: Bool
    }
    struct Line: Sendable {
        let at: String
        let who: String
        let what: String
        let detail: String?
    }

    static let template = "booking"
    let title: String
    let back: String
    let reference: String
    let status: String
    let statusLabel: String
    let when: String
    let facts: [Fact]
    let notes: String?
    let reason: String?
    let deadline: String?
    /// What can be done at once, each by one button.
    let steps: [Step]
    let rejectHref: String?
    let cancelHref: String?
    let hasActions: Bool
    let history: [Line]
    /// Why the last step was refused.
    let problems: [FormView.ProblemLink]
    let problemTitle: String?

    static func sample(_ words: Wording) -> BookingDetailPage {
        let base = "/desk/swim-school/bookings/bkg_1"
        return BookingDetailPage(
            title: "John Doe", back: "/desk/swim-school/bookings", reference: "K7M2Q9XA", status: "pending",
            statusLabel: words("web.status.pending"),
            when: "Monday, 23 November 2026, 09:00–10:00, Europe/Madrid (CET)",
            facts: [
                Fact(
                    factLabel: words("booking.fact.email"), factText: "john@example.com",
                    factHref: "mailto:john@example.com")
            ],
            notes: "First time", reason: "Ana is ill", deadline: words("today.request.deadline", ["when": "18:00"]),
            steps: [Step(stepAction: "\(base)/approve", stepLabel: words("booking.approve"), isMain: true)],
            rejectHref: "\(base)/reject", cancelHref: "\(base)/cancel", hasActions: true,
            history: [
                Line(
                    at: "09:00", who: words("actor.customer"), what: words("history.booking.requested"), detail: "Late")
            ],
            problems: [], problemTitle: words("problem.illegal_transition"))
    }
}

/// Makes the page of one booking.
struct BookingScene {
    let booking: Booking
    let scene: DeskScene
    let resources: [String]
    let history: [PastEvent]

    private var words: Wording { scene.words }
    private var member: Membership { scene.member }
    private var path: String { "\(scene.base)/bookings/\(booking.id)" }

    func page(_ problem: Problem? = nil) -> BookingDetailPage {
        let next = Lifecycle.next(booking.status)
        let reject = next.contains(.rejected) && member.may(.bookingApprove) ? "\(path)/reject" : nil
        let cancel = next.contains(.cancelled) && member.may(.bookingCancel) && reject == nil ? "\(path)/cancel" : nil
        let steps = steps(next)
        return BookingDetailPage(
            title: booking.clientName ?? words("booking.no_client"), back: "\(scene.base)/bookings",
            reference: booking.reference,
            status: booking.status.rawValue, statusLabel: words("web.status.\(booking.status.rawValue)"),
            when: words.formats.range(from: booking.start, to: booking.end, in: scene.zone).asTitle, facts: facts,
            notes: booking.notes,
            reason: booking.reason,
            deadline: booking.expiresAt.map {
                words("today.request.deadline", ["when": words.formats.dateTime($0, in: scene.zone)])
            }, steps: steps, rejectHref: reject, cancelHref: cancel,
            hasActions: !steps.isEmpty || reject != nil || cancel != nil, history: history.map(line), problems: [],
            problemTitle: problem?.sentence(words))
    }

    private func steps(_ next: Set<BookingStatus>) -> [BookingDetailPage.Step] {
        var steps: [BookingDetailPage.Step] = []
        func add(_ key: String, _ action: String, isMain: Bool = false) {
            steps.append(.init(stepAction: "\(path)/\(action)", stepLabel: words("booking.\(key)"), isMain: isMain))
        }
        if booking.status == .pending, member.may(.bookingApprove) { add("approve", "approve", isMain: true) }
        guard member.may(.bookingCreate), booking.status != .pending else { return steps }
        if next.contains(.checkedIn), scene.now < booking.end { add("check_in", "check-in", isMain: true) }
        // Nobody has come, or failed to, before it begins.
        guard scene.now >= booking.start else { return steps }
        if next.contains(.completed) { add("complete", "complete", isMain: booking.status == .checkedIn) }
        if next.contains(.noShow) { add("no_show", "no-show") }
        return steps
    }

    private var facts: [BookingDetailPage.Fact] {
        var facts: [BookingDetailPage.Fact] = []
        func add(_ key: String, _ text: String?, _ href: String? = nil) {
            guard let text, !text.isEmpty else { return }
            facts.append(.init(factLabel: words("booking.fact.\(key)"), factText: text, factHref: href))
        }
        add("what", booking.offeringName)
        add("with", resources.joined(separator: ", "))
        if member.may(.customersView) {
            add("email", booking.clientEmail, booking.clientEmail.map { "mailto:\($0)" })
            add("phone", booking.clientPhone, booking.clientPhone.map { "tel:\($0)" })
        }
        add("price", booking.price.minor == 0 ? words("booking.free") : words.formats.money(booking.price))
        add("refund", booking.refundShare.map { words.formats.money(booking.price.percent(basisPoints: $0)) })
        add("source", words("source.\(booking.source.rawValue)"))
        add("referral", booking.referral)
        add("language", booking.clientLanguage.ownName)
        add("created", words.formats.dateTime(booking.createdAt, in: scene.zone))
        return facts
    }

    private func line(_ event: PastEvent) -> BookingDetailPage.Line {
        let key = "history.\(event.action)"
        return BookingDetailPage.Line(
            at: words.formats.dateTime(event.at, in: scene.zone), who: event.userName ?? words("actor.\(event.actor)"),
            what: words.has(key) ? words(key) : event.action, detail: event.details["reason"]?.string)
    }
}
