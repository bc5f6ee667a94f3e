import Bookings
import Web
import Words

/// Everything about one booking, and what can be done with it now.
struct BookingDetailPage: Page {
    struct Fact: Sendable {
        let factLabel: String
        let factText: String
        let factHref: String?
    }
    struct Line: Sendable {
        let at: String
        let who: String
        let what: String
        let detail: String?
    }
    struct Note: Sendable {
        let noteTitle: String
        /// Who can read it.
        let noteReaders: String
        let noteText: String?
    }
    struct Sibling: Sendable {
        let siblingHref: String
        let siblingWhen: String
        let isThis: Bool
        let status: String
        let statusLabel: String
    }

    static let template = "booking"
    let title: String
    let back: String
    let reference: String
    let status: String
    let statusLabel: String
    let when: String
    let facts: [Fact]
    /// Names of those who come.
    let people: [String]
    let hasPeople: Bool
    let answers: [Fact]
    let hasAnswers: Bool
    let notes: [Note]
    /// Nil for who may only read.
    let noting: FormView?
    let notesAction: String
    /// After a refusal the form is open.
    let isNoting: Bool
    let reason: String?
    let deadline: String?
    /// What can be done at once, each by one button.
    let steps: [Step]
    let moveHref: String?
    let rejectHref: String?
    let cancelHref: String?
    let hasActions: Bool
    /// All bookings of its series; empty without one.
    let series: [Sibling]
    let hasSeries: Bool
    let seriesHref: String?
    let history: [Line]
    /// Who has links to it; nil for who may only read.
    let links: BookingLinks?
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
            people: ["John", "Jane"], hasPeople: true,
            answers: [Fact(factLabel: "How well do you swim?", factText: "A little", factHref: nil)], hasAnswers: true,
            notes: [
                Note(
                    noteTitle: words("booking.note.notes"), noteReaders: words("booking.note.notes.readers"),
                    noteText: "First time")
            ],
            noting: BookingNotes.form(["notes"], ["notes": "First time"], nil, words), notesAction: "\(base)/notes",
            isNoting: true, reason: "Ana is ill",
            deadline: words("today.request.deadline", ["when": "18:00"]), steps: [.sample(words)],
            moveHref: "\(base)/move", rejectHref: "\(base)/reject", cancelHref: "\(base)/cancel", hasActions: true,
            series: [
                Sibling(
                    siblingHref: base, siblingWhen: "Mon 23 Nov, 09:00–10:00", isThis: true, status: "pending",
                    statusLabel: words("web.status.pending"))
            ], hasSeries: true, seriesHref: "\(base)/cancel-series",
            history: [
                Line(
                    at: "09:00", who: words("actor.customer"), what: words("history.booking.requested"), detail: "Late")
            ], links: .sample(words),
            problems: [], problemTitle: words("problem.illegal_transition"))
    }
}
