import House
import Kernel
import Storage
import Web
import Words

extension IdentitySlice {
    var passwordPages: [PageRoute] {
        [
            .get("/account/password", access: .account) { visit in try show(PasswordPage(visit), visit) },
            .post("/account/password", access: .account) { visit in
                try await again(visit, { PasswordPage(visit, $0) }) {
                    try await changePassword(try PasswordChange.schema.accept(form: visit.body.texts), visit)
                    return Answer.see("/account/password").noticing("identity.notice.password_changed")
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

    init(_ visit: Visit, _ problem: Problem? = nil) {
        self.init(visit.words, hasFactor: visit.visitor.signedIn?.hasSecondFactor ?? false, problem)
    }

    private init(_ words: Wording, hasFactor: Bool, _ problem: Problem?) {
        title = AccountTab.title(.password, words)
        tabs = AccountTab.all(.password, words)
        form = FormView(
            [
                FormField("current_password", .input(type: "password"), autocomplete: "current-password"),
                FormField("password", .input(type: "password"), autocomplete: "new-password", hint: true),
            ] + (hasFactor ? [.codeAgain] : []), schema: PasswordChange.schema, prefix: "identity.field.new",
            values: [:], problem: problem, words: words)
    }

    static func sample(_ words: Wording) -> PasswordPage {
        PasswordPage(words, hasFactor: true, .field("current_password", "wrong_password"))
    }
}
