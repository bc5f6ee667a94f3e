import House
import Kernel
import Storage
import Web
import Words

extension IdentitySlice {
    var loginPages: [PageRoute] {
        [
            .get("/login", access: .anyone, query: [Self.next]) { visit in
                if visit.visitor.signedIn != nil { return .see(visit.query.text("next") ?? "/desk") }
                return try show(LoginPage(visit, outsideWays), visit)
            },
            .post("/login", access: .anyone) { visit in try await logIn(visit) },
            .get("/login/code", access: .anyone, query: [Self.next]) { visit in
                guard try await isPending(visit) else { return .see("/login") }
                return try show(LoginCodePage(visit), visit)
            },
            .post("/login/code", access: .anyone) { visit in try await giveCode(visit) },
            .get("/register", access: .anyone) { visit in
                try show(RegisterPage(visit.words, outsideWays, values: [:]), visit)
            },
            .post("/register", access: .anyone) { visit in try await signUp(visit) },
            .post("/logout", access: .anyone) { visit in try await logOut(visit) },
        ]
    }

    static let next = Field("next", .text(1...500), optional: true, sample: "/desk")

    func show(_ page: some Page, _ visit: Visit, status: Int = 200) throws -> Answer {
        var chrome = Chrome(visit)
        chrome.isDemo = house.rules.isDemo
        return try house.page(page, visit, chrome, status: status)
    }

    private func logIn(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try LoginPage.schema.accept(form: visit.body.texts)
            let (name, password) = (fields.text("username") ?? "", fields.text("password") ?? "")
            let device = device(visit).withCookie()
            let next = fields.text("next") ?? "/desk"
            let outcome = try await logIn(name, password, visit, from: device, open: pageOpener(visit))
            return answer(outcome, device, visit, to: next)
        } catch let problem as Problem where problem.status < 500 {
            return try show(LoginPage(visit, outsideWays, problem), visit, status: problem.status)
        }
    }

    private func isPending(_ visit: Visit) async throws -> Bool {
        guard let token = visit.incoming.cookie(house.cookie.pending) else { return false }
        return try await house.store.read { db in try LoginChallenge.isOpen(token, in: db) }
    }

    private func giveCode(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try LoginCodePage.schema.accept(form: visit.body.texts)
            let token = visit.incoming.cookie(house.cookie.pending) ?? ""
            let device = device(visit).withCookie()
            let (user, session) = try await passSecondFactor(
                token, fields.text("code") ?? "", visit, from: device, open: pageOpener(visit))
            let cookie = house.cookie.set(house.cookie.pending, "", seconds: 0)
            let next = fields.text("next") ?? "/desk"
            return welcome(user, session, device, visit, to: next).with(cookie.name, cookie.value)
        } catch let problem as Problem where problem.status < 500 {
            return try show(LoginCodePage(visit, problem), visit, status: problem.status)
        }
    }

    func pageOpener(_ visit: Visit) -> @Sendable (UserID, Transaction) throws -> Secret {
        { user, db in try Sessions.open(for: user, visit, in: db) }
    }

    private func signUp(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try Registration.schema.accept(form: visit.body.texts)
            let user = try await register(Registration(fields, visit.words.language), by: Origin(visit))
            let device = device(visit).withCookie()
            let session = try await house.store.write { db in
                try opened(user, visit, from: device, pageOpener(visit), in: db)
            }
            return welcome(user, session, device, visit, to: "/desk")
        } catch let problem as Problem where problem.status < 500 {
            let page = RegisterPage(visit.words, outsideWays, values: visit.body.texts, problem)
            return try show(page, visit, status: problem.status)
        }
    }

    /// In, or on to the code.
    func answer(_ outcome: LoggedIn<Secret>, _ device: KnownDevices, _ visit: Visit, to next: String) -> Answer {
        switch outcome {
        case .open(let user, let session): return welcome(user, session, device, visit, to: next)
        case .challenge(let secret):
            let seconds = Int(LoginChallenge.lifetime.milliseconds / 1_000)
            let cookie = house.cookie.set(house.cookie.pending, secret.text, seconds: seconds)
            return Answer.see("/login/code?next=\(Encoding.encoded(next))").with(cookie.name, cookie.value)
        }
    }

    /// To `place` with a session, a known browser and the user's own language, unless this browser has chosen one.
    private func welcome(
        _ user: User, _ session: Secret, _ device: KnownDevices, _ visit: Visit, to place: String
    ) -> Answer {
        let cookies = [
            house.cookie.set(session: session.text, seconds: Int(Sessions.lifetime.milliseconds / 1_000)),
            house.cookie.set(house.cookie.device, device.cookie ?? "", seconds: KnownDevices.cookieSeconds),
        ]
        let answer = cookies.reduce(Answer.see(place)) { $0.with($1.name, $1.value) }
        guard let language = user.language, visit.incoming.cookie(Cookie.language) == nil else { return answer }
        return answer.speaking(language)
    }

    private func logOut(_ visit: Visit) async throws -> Answer {
        if let token = visit.incoming.cookie(house.cookie.session) {
            try await house.store.write { db in
                guard let user = try Sessions.close(token, in: db) else { return }
                try loggedOut(user, visit, in: db)
            }
        }
        return loggedOutAnswer("identity.notice.logged_out")
    }

    func loggedOutAnswer(_ notice: String) -> Answer {
        let cookie = house.cookie.set(session: "", seconds: 0)
        return Answer.see("/login").with(cookie.name, cookie.value).noticing(notice)
    }

    /// Chooses the language of the pages; a cookie of the visitor's own, nothing on our side.
    var languagePage: PageRoute {
        .get("/language/{code}", access: .anyone, query: [Field("back", .text(1...500), optional: true, sample: "/")]) {
            visit in
            guard let language = Language.spoken.first(where: { $0.code == visit.parameter("code") }) else {
                throw Problem.notFound
            }
            return Answer.see(visit.query.text("back") ?? "/").speaking(language)
        }
    }
}

extension Answer {
    /// This answer, and pages in `language` from now on.
    func speaking(_ language: Language) -> Answer {
        with("set-cookie", "\(Cookie.language)=\(language.code); Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000")
    }
}
