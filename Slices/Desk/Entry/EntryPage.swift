import Web
import Words

/// Enter a booking for a client.
struct EntryPage: Page {
    struct Kept: Sendable {
        let keptName: String
        let keptValue: String
    }
    struct Found: Sendable {
        let foundHref: String
        let foundName: String
        let foundReach: String
    }

    static let template = "booking-new"
    /// When, where and with whom: what stays when another offering is chosen or a client looked for.
    static let kept = ["date", "time", "location_id", "resource_id"]

    let title: String
    let back: String
    let action: String
    let zoneNote: String
    /// Chooses what is booked, and looks for the client.
    let choice: FormView
    let kept: [Kept]
    let found: [Found]
    let hasFound: Bool
    let foundNone: String?
    let form: FormView
    /// Free times on the chosen day; dates of a series that are taken.
    let freeNote: String?
    /// A course without a session that has a place.
    let fullNote: String?
    let hasOfferings: Bool
    let empty: EmptyState?

    static func choice(_ offerings: [(value: String, label: String)], _ values: [String: String], _ words: Wording)
        -> FormView
    {
        FormView(
            [
                FormField("offering_id", .select(offerings)),
                FormField("q", .input(type: "search"), autocomplete: "off"),
            ],
            schema: Schema("EntryChoice", EntryForm.query), prefix: "entry.field", values: values, ids: "g",
            words: words)
    }

    static func sample(_ words: Wording) -> EntryPage {
        let action = "/desk/swim-school/bookings/new"
        return EntryPage(
            title: words("entry.title"), back: "/desk/swim-school/bookings", action: action,
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            choice: choice([("off_1", "Private lesson")], [:], words),
            kept: [Kept(keptName: "date", keptValue: "2026-11-23")],
            found: [Found(foundHref: action, foundName: "John Doe", foundReach: "john@example.com")], hasFound: true,
            foundNone: words("entry.found.none"),
            form: FormView(
                EntryForm.client(words) + [
                    FormField("allow_duplicate", .checkbox), FormField("skip_taken", .checkbox),
                    FormField("overbook", .checkbox),
                ],
                schema: EntryForm.schema(nil), prefix: "entry.field", values: ["client_name": "Ana"],
                problem: .field("client_email", "email_or_phone"), words: words),
            freeNote: words("entry.free", ["times": "09:00, 09:30"]), fullNote: words("entry.full"),
            hasOfferings: true,
            empty: EmptyState(
                words("entry.empty.title"), words("entry.empty.text"), href: "/", action: words("entry.empty.action")))
    }
}
