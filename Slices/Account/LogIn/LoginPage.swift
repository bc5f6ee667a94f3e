import Identity
import Web
import Words

/// Log in, by username or e-mail address.
struct LoginPage: Page {
    static let template = "login"
    let title: String
    let form: FormView
    let next: String
    let ways: [OutsideWay.Button]
    let hasWays: Bool

    static let schema = Schema(
        "LoginForm",
        [
            Field("username", .text(1...254), sample: "maria"), Field("password", .formatted(.password), sample: ""),
            AccountSlice.next,
        ])
    init(_ visit: Visit, _ ways: [OutsideWay], _ problem: Problem? = nil) {
        let next = visit.query.text("next") ?? visit.body.text("next") ?? "/desk"
        self.init(visit.words, ways, next: next, username: visit.body.text("username"), problem)
    }

    private init(
        _ words: Wording, _ ways: [OutsideWay], next: String, username: String? = nil, _ problem: Problem? = nil
    ) {
        self.ways = ways.map { $0.button(to: next, words) }
        hasWays = !ways.isEmpty
        title = words("account.login.title")
        form = FormView(
            [
                FormField("username", autocomplete: "username", label: words("account.login.username")),
                FormField("password", .input(type: "password"), autocomplete: "current-password"),
            ], schema: Self.schema, prefix: "account.field.entry", values: ["username": username ?? ""],
            problem: problem,
            words: words)
        self.next = next
    }

    static func sample(_ words: Wording) -> LoginPage {
        LoginPage(words, [.sample], next: "/desk", username: "maria", Problem(401, "wrong_credentials"))
    }
}

/// The second step of a log-in: the code.
struct LoginCodePage: Page {
    static let template = "login-code"
    let title: String
    let form: FormView
    let next: String

    static let schema = Schema("LoginCodeForm", [Field("code", .text(1...40), sample: ""), AccountSlice.next])

    init(_ visit: Visit, _ problem: Problem? = nil) {
        self.init(visit.words, next: visit.query.text("next") ?? visit.body.text("next") ?? "/desk", problem)
    }

    private init(_ words: Wording, next: String, _ problem: Problem? = nil) {
        title = words("account.code.title")
        form = FormView(
            [FormField("code", autocomplete: "one-time-code", hint: true)], schema: Self.schema,
            prefix: "account.field.entry", values: [:], problem: problem, words: words)
        self.next = next
    }

    static func sample(_ words: Wording) -> LoginCodePage {
        LoginCodePage(words, next: "/desk", Problem(401, "wrong_code"))
    }
}

/// Make an account.
struct RegisterPage: Page {
    static let template = "register"
    let title: String
    let form: FormView
    let ways: [OutsideWay.Button]
    let hasWays: Bool

    private static let fields = [
        FormField("name", autocomplete: "name"),
        FormField("username", autocomplete: "username", hint: true),
        FormField("email", .input(type: "email"), autocomplete: "email"),
        FormField("password", .input(type: "password"), autocomplete: "new-password", hint: true),
    ]

    init(_ words: Wording, _ ways: [OutsideWay], values: [String: String], _ problem: Problem? = nil) {
        title = words("account.register.title")
        self.ways = ways.map { $0.button(to: "/desk", words) }
        hasWays = !ways.isEmpty
        var values = values
        values["password"] = nil
        form = FormView(
            Self.fields, schema: Registration.schema, prefix: "account.field.entry", values: values, problem: problem,
            words: words)
    }

    static func sample(_ words: Wording) -> RegisterPage {
        RegisterPage(words, [.sample], values: ["username": "maria"], .field("password", "password_short"))
    }
}
