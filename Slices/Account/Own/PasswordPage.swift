import Identity
import Web
import Words

extension AccountSlice {
    var passwordPages: [PageRoute] {
        [
            .get("/account/password", access: .account) { visit in
                try show(PasswordPage(try await identity.me(visit), outsideWays, visit), visit)
            },
            .post("/account/password", access: .account) { visit in
                try await again(visit, { PasswordPage(try await identity.me(visit), outsideWays, visit, $0) }) {
                    try await identity.changePassword(try PasswordChange.schema.accept(form: visit.body.texts), visit)
                    return Answer.see("/account/password").noticing("account.notice.password_changed")
                }
            },
        ]
    }
}

/// A new password of one's own.
struct PasswordPage: Page {
    static let template = "account-password"
    let title: String
    let tabs: [AccountTab]
    let form: FormView
    let hasPassword: Bool
    /// Whether there are other ways to log in.
    let hasWays: Bool

    init(_ user: User, _ ways: [OutsideWay], _ visit: Visit, _ problem: Problem? = nil) {
        self.init(
            hasPassword: user.hasPassword, hasWays: !ways.isEmpty || !user.hasPassword,
            hasFactor: visit.visitor.signedIn?.hasSecondFactor ?? false, visit.words, problem)
    }

    private init(
        hasPassword: Bool, hasWays: Bool, hasFactor: Bool = false, _ words: Wording, _ problem: Problem? = nil
    ) {
        self.hasPassword = hasPassword
        self.hasWays = hasWays
        title = AccountTab.title(.password, words)
        tabs = AccountTab.all(.password, words)
        form = FormView(
            [
                FormField("current_password", .input(type: "password"), autocomplete: "current-password"),
                FormField("password", .input(type: "password"), autocomplete: "new-password", hint: true),
            ] + (hasFactor ? [.codeAgain] : []), schema: PasswordChange.schema, prefix: "account.field.new",
            values: [:], problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> PasswordPage {
        PasswordPage(
            hasPassword: true, hasWays: true, hasFactor: true, words, .field("current_password", "wrong_password"))
    }

    /// Of somebody who has never set one.
    static func unset(_ words: Wording) -> PasswordPage { PasswordPage(hasPassword: false, hasWays: true, words) }
}
