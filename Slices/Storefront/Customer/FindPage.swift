import Web
import Words

/// Looks a booking up by its reference: whoever has it learns when it is and how it stands, and may have its link sent to the address
/// that it was made with.
struct FindPage: Page {
    struct Glance: Sendable {
        let businessName: String
        let when: String
        let status: String
        let statusLabel: String
    }

    static let template = "public-find"
    let title: String
    /// What is known of the reference to everybody who has it.
    let glance: Glance?
    /// Said where there is no such booking.
    let missing: String?
    /// Said when a link is on its way, if it is.
    let sent: String?
    let reference: String
    /// Asks for the reference.
    let form: FormView
    /// Asks for the address, once there is a reference.
    let send: FormView
    let hasReference: Bool

    static let reference = Field("reference", .text(1...40), sample: "K7M2Q9XA")
    /// In the page's own address.
    static let query = Field("reference", .text(1...40), optional: true, sample: "K7M2Q9XA")
    /// A link was asked for.
    static let sent = Field("sent", .boolean, optional: true, sample: true)
    static let schema = Schema("FindForm", [reference, Field("email", .formatted(.email), sample: "john@example.com")])

    init(
        _ words: Wording, typed: [String: String], _ glance: Glance? = nil, missing: String? = nil,
        sent: String? = nil, _ problem: Problem? = nil
    ) {
        title = words("public.find.title")
        self.glance = glance
        self.missing = missing
        self.sent = sent
        reference = typed["reference"] ?? ""
        hasReference = !reference.isEmpty
        form = FormView(
            [FormField("reference", autocomplete: "off", hint: true)], schema: Schema("FindForm", [Self.reference]),
            prefix: "public.find", values: typed, problem: nil, words: words)
        send = FormView(
            [FormField("email", .input(type: "email"), autocomplete: "email")], schema: Self.schema,
            prefix: "public.find", values: typed, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> FindPage {
        FindPage(
            words, typed: ["reference": "K7M2Q9XA"],
            Glance(
                businessName: "Swim School", when: "Monday, 23 November 2026 at 09:00–10:00, Europe/Madrid (CET)",
                status: "confirmed", statusLabel: words("web.status.confirmed")),
            missing: words("public.find.missing"), sent: words("public.find.sent"), .field("email", "not_email"))
    }
}
