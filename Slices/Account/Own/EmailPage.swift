import House
import Identity
import Storage
import Web
import Words

extension AccountSlice {
    var emailPages: [PageRoute] {
        [
            .get("/account/email", access: .account) { visit in try show(try await emailPage(visit), visit) },
            .post("/account/email", access: .account) { visit in
                try await again(visit, { try await emailPage(visit, $0) }) {
                    try await identity.requestEmail(try EmailChange.schema.accept(form: visit.body.texts), visit)
                    return done("account.notice.email_asked")
                }
            },
            back("/account/email/verify", to: .email),
            .post("/account/email/verify", access: .account) { visit in
                try await again(visit, { try await emailPage(visit, $0) }) {
                    try await identity.askToVerify(visit)
                    return done("account.notice.verify_sent")
                }
            },
            back("/account/email/cancel", to: .email),
            .post("/account/email/cancel", access: .account) { visit in
                let user = UserID(rawValue: try visit.user().id)
                try await house.store.write { db in try identity.cancelEmail(of: user, in: db) }
                return done("account.notice.email_cancelled")
            },
        ]
    }

    private func done(_ notice: String) -> Answer { Answer.see("/account/email").noticing(notice) }

    private func emailPage(_ visit: Visit, _ problem: Problem? = nil) async throws -> EmailPage {
        let user = try await identity.me(visit)
        let change = try await house.store.read { db in try db.emailChange(of: user.id) }
        return EmailPage(
            user.email, isVerified: user.emailVerifiedAt != nil, change?.doneAt == nil ? change : nil,
            visit.body.texts, hasFactor: visit.visitor.signedIn?.hasSecondFactor ?? false, problem, visit.words)
    }
}

/// One's own address: whether mail is known to arrive, and a change of it.
struct EmailPage: Page {
    static let template = "account-email"
    let title: String
    let tabs: [AccountTab]
    let email: String
    let isVerified: Bool
    let isUnverified: Bool
    /// What is being waited for; nil without a change under way.
    let waiting: String?
    let form: FormView

    init(
        _ email: String, isVerified: Bool, _ change: EmailChange?, _ typed: [String: String],
        hasFactor: Bool, _ problem: Problem?, _ words: Wording
    ) {
        let waiting = change.map { change in
            let whose = change.isOldConfirmed ? "new" : change.isNewConfirmed ? "old" : "both"
            return words(
                "account.email.waiting.\(whose)", ["old": change.oldEmail, "new": change.newEmail])
        }
        self.init(email, isVerified: isVerified, waiting: waiting, typed, hasFactor: hasFactor, problem, words)
    }

    private init(
        _ email: String, isVerified: Bool, waiting: String?, _ typed: [String: String],
        hasFactor: Bool, _ problem: Problem?, _ words: Wording
    ) {
        title = AccountTab.title(.email, words)
        tabs = AccountTab.all(.email, words)
        self.email = email
        self.isVerified = isVerified
        isUnverified = !isVerified
        self.waiting = waiting
        form = FormView(
            [
                FormField("email", .input(type: "email"), autocomplete: "email"),
                FormField("password", .input(type: "password"), autocomplete: "current-password"),
            ] + (hasFactor ? [.codeAgain] : []), schema: EmailChange.schema, prefix: "account.field.again",
            values: ["email": typed["email"] ?? ""],
            problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> EmailPage {
        EmailPage(
            "maria@example.org", isVerified: false, waiting: "maria.ortiz@example.org", [:], hasFactor: true,
            .field("password", "wrong_password"), words)
    }

    /// The face of an address that is known to work.
    static func verified(_ words: Wording) -> EmailPage {
        EmailPage("maria@example.org", isVerified: true, waiting: nil, [:], hasFactor: false, nil, words)
    }
}
