import House
import Kernel
import Storage
import Web
import Words

extension IdentitySlice {
    var accountPages: [PageRoute] {
        [
            .get("/login", access: .anyone, query: [Self.next]) { visit in
                if visit.visitor.signedIn != nil { return .see(visit.query.text("next") ?? "/desk") }
                return try show(LoginPage(visit), visit)
            },
            .post("/login", access: .anyone) { visit in try await logIn(visit) },
            .get("/register", access: .anyone) { visit in try show(RegisterPage(visit.words, values: [:]), visit) },
            .post("/register", access: .anyone) { visit in try await signUp(visit) },
            .post("/logout", access: .anyone) { visit in try await logOut(visit) },
        ]
    }

    static let next = Field("next", .text(1...500), optional: true, sample: "/desk")

    private func show(_ page: some Page, _ visit: Visit, status: Int = 200) throws -> Answer {
        var chrome = Chrome(visit)
        chrome.isDemo = house.rules.isDemo
        return try house.page(page, visit, chrome, status: status)
    }

    private func logIn(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try LoginPage.schema.accept(form: visit.body.texts)
            let user = try await authenticate(fields.text("username") ?? "", fields.text("password") ?? "")
            return try await welcome(user, visit, to: fields.text("next") ?? "/desk")
        } catch let problem as Problem where problem.status < 500 {
            return try show(LoginPage(visit, problem), visit, status: problem.status)
        }
    }

    private func signUp(_ visit: Visit) async throws -> Answer {
        do {
            let new = Registration(try Registration.schema.accept(form: visit.body.texts))
            return try await welcome(try await register(new, by: Origin(visit)), visit, to: "/desk")
        } catch let problem as Problem where problem.status < 500 {
            return try show(RegisterPage(visit.words, values: visit.body.texts, problem), visit, status: problem.status)
        }
    }

    private func welcome(_ user: User, _ visit: Visit, to place: String) async throws -> Answer {
        let origin = Origin(actor: .user(user.id), address: visit.address, agent: visit.agent)
        let session = try await house.store.write { db in
            try events.emit("user.logged_in", business: 0, subject: user.id.description, by: origin, in: db)
            return try Sessions.open(for: user.id, visit, in: db)
        }
        let cookie = house.cookie.set(session: session.text, seconds: Int(Sessions.lifetime.milliseconds / 1_000))
        return Answer.see(place).with(cookie.name, cookie.value)
    }

    private func logOut(_ visit: Visit) async throws -> Answer {
        if let token = visit.incoming.cookie(house.cookie.session) {
            try await house.store.write { db in try Sessions.close(token, in: db) }
        }
        let cookie = house.cookie.set(session: "", seconds: 0)
        return Answer.see("/login").with(cookie.name, cookie.value).noticing("identity.notice.logged_out")
    }

    /// Chooses the language of the pages; a cookie of the visitor's own, nothing on our side.
    var languagePage: PageRoute {
        .get("/language/{code}", access: .anyone, query: [Field("back", .text(1...500), optional: true, sample: "/")]) {
            visit in
            guard let language = Language.spoken.first(where: { $0.code == visit.parameter("code") }) else {
                throw Problem.notFound
            }
            return Answer.see(visit.query.text("back") ?? "/")
                .with("set-cookie", "\(Cookie.language)=\(language.code); Path=/; SameSite=Lax; Max-Age=31536000")
        }
    }
}

/// Log in, by username or e-mail address.
struct LoginPage: Page {
    static let template = "login"
    let title: String
    let form: FormView
    let next: String

    static let schema = Schema(
        "LoginForm",
        [
            Field("username", .text(1...254), sample: "maria"), Field("password", .formatted(.password), sample: ""),
            IdentitySlice.next,
        ])
    private static let fields = [
        FormField("username", autocomplete: "username"),
        FormField("password", .input(type: "password"), autocomplete: "current-password"),
    ]

    init(_ visit: Visit, _ problem: Problem? = nil) {
        let next = visit.query.text("next") ?? visit.body.text("next") ?? "/desk"
        self.init(visit.words, next: next, username: visit.body.text("username"), problem)
    }

    private init(_ words: Wording, next: String, username: String? = nil, _ problem: Problem? = nil) {
        title = words("identity.login.title")
        form = FormView(
            Self.fields, schema: Self.schema, prefix: "identity.field", values: ["username": username ?? ""],
            problem: problem, words: words)
        self.next = next
    }

    static func sample(_ words: Wording) -> LoginPage {
        LoginPage(words, next: "/desk", username: "maria", Problem(401, "wrong_credentials"))
    }
}

/// Make an account.
struct RegisterPage: Page {
    static let template = "register"
    let title: String
    let form: FormView

    private static let fields = [
        FormField("name", autocomplete: "name"),
        FormField("username", autocomplete: "username", hint: true),
        FormField("email", .input(type: "email"), autocomplete: "email"),
        FormField("password", .input(type: "password"), autocomplete: "new-password", hint: true),
    ]

    init(_ words: Wording, values: [String: String], _ problem: Problem? = nil) {
        title = words("identity.register.title")
        var values = values
        values["password"] = nil
        form = FormView(
            Self.fields, schema: Registration.schema, prefix: "identity.field", values: values, problem: problem,
            words: words)
    }

    static func sample(_ words: Wording) -> RegisterPage {
        RegisterPage(words, values: ["username": "maria"], .field("password", "password_short"))
    }
}
