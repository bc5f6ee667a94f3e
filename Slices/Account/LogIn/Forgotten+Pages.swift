import House
import Identity
import Web
import Words

/// What mailed links lead to. A page only asks; its form does it, since mail scanners follow links.
extension AccountSlice {
    private static let token = Field("token", .text(1...100), optional: true, sample: "q0Y…")

    var forgottenPages: [PageRoute] {
        [
            .get("/forgot-password", access: .anyone) { visit in try show(ForgotPage(visit.words), visit) },
            .post("/forgot-password", access: .anyone) { visit in
                try await again(visit, { ForgotPage(visit.words, visit.body.texts, $0) }) {
                    let fields = try ForgotPage.schema.accept(form: visit.body.texts)
                    try await identity.forgotPassword(fields.text("email") ?? "", visit)
                    return Answer.see("/login").noticing("account.notice.reset_sent")
                }
            },
            .get("/reset-password", access: .anyone, query: [Self.token]) { visit in
                try show(ResetPage(visit.words, token: visit.query.text("token") ?? ""), visit)
            },
            .post("/reset-password", access: .anyone) { visit in try await reset(visit) },
        ]
            + mailedPage("/verify-email", "verify") { token, visit in
                try await identity.verifyEmail(token, visit)
                return Answer.see(try await placeAfterProof(visit)).noticing("account.notice.verified")
            }
            + mailedPage("/confirm-email", "confirm") { token, visit in
                let isWhole = try await identity.confirmEmail(token, visit)
                let notice = isWhole ? "account.notice.email_changed" : "account.notice.email_half"
                return Answer.see("/account/email").noticing(notice)
            }
    }

    private func reset(_ visit: Visit) async throws -> Answer {
        try await again(visit, { ResetPage(visit.words, token: visit.body.text("token") ?? "", $0) }) {
            let fields = try PasswordReset.schema.accept(form: visit.body.texts)
            let device = identity.device(visit).withCookie()
            try await identity.resetPassword(
                fields.text("token") ?? "", fields.text("password") ?? "", visit, from: device)
            let cookie = house.cookie.set(
                house.cookie.device, device.cookie ?? "", seconds: KnownDevices.cookieSeconds)
            return loggedOutAnswer("account.notice.password_reset").with(cookie.name, cookie.value)
        }
    }

    /// Where the proof leads: on to the second factor, for somebody whose role waits for one.
    private func placeAfterProof(_ visit: Visit) async throws -> String {
        let state = try await identity.secondFactor(visit)
        return state.isRequired && !state.isOn ? "/account/second-factor" : "/account/email"
    }

    private func mailedPage(
        _ path: String, _ kind: String, _ work: @escaping @Sendable (String, Visit) async throws -> Answer
    ) -> [PageRoute] {
        [
            .get(path, access: .account, query: [Self.token]) { visit in
                try show(MailedPage(visit.words, kind, path, visit.query.text("token") ?? ""), visit)
            },
            .post(path, access: .account) { visit in
                let token = visit.body.text("token") ?? ""
                return try await again(visit, { MailedPage(visit.words, kind, path, token, $0) }) {
                    try await work(token, visit)
                }
            },
        ]
    }
}

/// Ask for a link to set a new password.
struct ForgotPage: Page {
    static let template = "forgot"
    let title: String
    let form: FormView

    static let schema = Schema("ForgotForm", [Field("email", .formatted(.email), sample: "")])

    init(_ words: Wording, _ values: [String: String] = [:], _ problem: Problem? = nil) {
        title = words("account.forgot.title")
        form = FormView(
            [FormField("email", .input(type: "email"), autocomplete: "email")], schema: Self.schema,
            prefix: "account.field.entry", values: values, problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> ForgotPage {
        ForgotPage(words, ["email": "maria"], .field("email", "not_email"))
    }
}

/// Set a new password by a mailed link.
struct ResetPage: Page {
    static let template = "reset"
    let title: String
    let form: FormView
    let token: String

    init(_ words: Wording, token: String, _ problem: Problem? = nil) {
        title = words("account.reset.title")
        form = FormView(
            [FormField("password", .input(type: "password"), autocomplete: "new-password", hint: true)],
            schema: PasswordReset.schema, prefix: "account.field.new", values: [:], problem: problem?.ofLink,
            words: words)
        self.token = token
    }

    static func sample(_ words: Wording) -> ResetPage {
        ResetPage(words, token: "q0Y…", .field("password", "password_short"))
    }
}

/// One button, for what a mailed link asks to confirm.
struct MailedPage: Page {
    static let template = "mailed"
    let title: String
    let lead: String
    let label: String
    let action: String
    let token: String
    let form: FormView

    init(_ words: Wording, _ kind: String, _ action: String, _ token: String, _ problem: Problem? = nil) {
        title = words("account.mailed.\(kind).title")
        lead = words("account.mailed.\(kind).lead")
        label = words("account.mailed.\(kind).submit")
        form = FormView(
            [], schema: Schema("MailedForm", [MailedTokens.field]), prefix: "account.field.entry", values: [:],
            problem: problem?.ofLink, words: words)
        self.action = action
        self.token = token
    }

    static func sample(_ words: Wording) -> MailedPage {
        MailedPage(words, "verify", "/verify-email", "q0Y…", MailedTokens.invalid)
    }
}

extension Problem {
    /// The same for a page whose token came in a link: what is wrong with it is said at the top, since no field shows it.
    fileprivate var ofLink: Problem {
        guard let fault = fields.first(where: { $0.name == "token" }) else { return self }
        let own = ["email_taken": "email_taken", "token_of_another": "link_of_another"]
        return Problem(status, own[fault.code] ?? "link_over")
    }
}
