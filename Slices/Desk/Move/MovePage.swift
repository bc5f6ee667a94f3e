import Bookings
import Web
import Words

/// Another time for a booking, another session, another person or room.
struct MovePage: Page {
    struct Free: Sendable {
        let href: String
        let time: String
        let instant: String
        let isChosen: Bool
    }
    struct Reason: Sendable {
        let reasonText: String
        let reasonHref: String?
    }

    static let template = "booking-move"
    let title: String
    let back: String
    let action: String
    let who: String
    let what: String
    let when: String
    let zoneNote: String
    let form: FormView
    /// What stands in the way of the time that was asked for.
    let reasons: [Reason]
    let hasReasons: Bool
    /// Nil for a course, whose sessions are the choice.
    let freeTitle: String?
    let free: [Free]
    let hasFree: Bool
    let dateValue: String
    /// False where there is nothing to move to.
    let canMove: Bool

    static func sample(_ words: Wording) -> MovePage {
        let base = "/desk/swim-school/bookings/bkg_1"
        return MovePage(
            title: words("booking.move.title"), back: base, action: "\(base)/move", who: "John Doe",
            what: "Private lesson", when: "Monday, 23 November 2026, 09:00–10:00",
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            form: FormView(
                [FormField("date", .input(type: "date"))], schema: MoveForm.schema, prefix: "entry.field", values: [:],
                problem: .field("date", "required"), words: words),
            reasons: [Reason(reasonText: "Ana is taken.", reasonHref: base)], hasReasons: true,
            freeTitle: words("booking.move.free", ["day": "Monday"]),
            free: [Free(href: "\(base)/move", time: "09:00", instant: "2026-11-23T08:00:00Z", isChosen: true)],
            hasFree: true, dateValue: "2026-11-23", canMove: true)
    }
}
