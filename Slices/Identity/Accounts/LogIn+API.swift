import House
import Kernel
import Storage
import Timekeeping
import Web
import Words

extension IdentitySlice {
    /// Where passwords, codes and mailed tokens can be tried: the door gives these the strictest rate.
    package static let signInPaths = Set(
        [
            "login", "register", "refresh", "2fa/verify", "forgot-password", "reset-password", "verify-email",
            "email/confirm",
        ].map { "/api/v1/auth/\($0)" })

    var loginEndpoints: [Endpoint] {
        [registerEndpoint, loginEndpoint, codeEndpoint, refreshEndpoint, logoutEndpoint, meEndpoint]
    }

    private static let login = Schema(
        "Login",
        [
            Field("username", .text(1...254), "Username or e-mail address.", sample: "maria"),
            Field("password", .formatted(.password), sample: "tortoise-lamp-4-violins"),
        ])
    private static let loginCode = Schema(
        "LoginCode",
        [
            Field("challenge_token", .text(1...100), "From the problem `second_factor_required`.", sample: "q0Y…"),
            Field("code", .text(1...40), "Of the app, or a recovery code.", sample: "123456"),
        ])
    private static let refresh = Schema("Refresh", [Field("refresh_token", .text(1...100), sample: "q0Y…")])
    private static let grant = Schema(
        "Tokens",
        [
            Field("access_token", .text(1...4_096), sample: "eyJhbGciOi…"),
            Field("token_type", .choice(["Bearer"]), sample: "Bearer"),
            Field("expires_in", .integer(1...86_400), "Seconds.", sample: 900),
            Field("refresh_token", .text(1...100), "For one use.", sample: "q0Y…"),
            Field("user", .object(User.schema.fields), sample: User.schema.sample),
        ])

    private var registerEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/register", "Make an account", capabilities: ["A1"], access: .anyone,
            body: Registration.schema, success: 201,
            answer: User.schema, problems: ["invalid_input"],
            repeats: .not(because: .signIn)
        ) { visit in
            let new = Registration(visit.body, visit.words.language)
            return .json(try await register(new, by: Origin(visit)).json, status: 201)
        }
    }

    private var loginEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/login", "Log in by username or e-mail address", capabilities: ["A1", "A2", "A5"],
            access: .anyone, body: Self.login,
            answer: Self.grant, problems: ["wrong_credentials", "second_factor_required", "too_many_attempts"],
            repeats: .not(because: .signIn)
        ) { visit in
            let (name, password) = (visit.body.text("username") ?? "", visit.body.text("password") ?? "")
            let open = opener(visit)
            switch try await logIn(name, password, visit, from: device(visit), open: open) {
            case .open(let user, let opened): return try await granted(user, opened)
            case .challenge(let secret):
                throw Problem(
                    401, "second_factor_required",
                    details: [
                        .init("challenge_token", .string(secret.text)),
                        .init("expires_in", .integer(LoginChallenge.lifetime.milliseconds / 1_000)),
                    ])
            }
        }
    }

    private var codeEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/2fa/verify", "Finish a log-in with a code", capabilities: ["A5"], access: .anyone,
            body: Self.loginCode, answer: Self.grant, problems: ["wrong_code", "challenge_over", "too_many_attempts"],
            repeats: .not(because: .signIn)
        ) { visit in
            let (token, code) = (visit.body.text("challenge_token") ?? "", visit.body.text("code") ?? "")
            let (user, opened) = try await passSecondFactor(
                token, code, visit, from: device(visit), open: opener(visit))
            return try await granted(user, opened)
        }
    }

    private typealias Opened = (session: LoginID, refresh: Secret)

    private func opener(_ visit: Visit) -> @Sendable (UserID, Transaction) throws -> Opened {
        { user, db in
            let session = try Sessions.openForAPI(for: user, visit, house.rules, in: db)
            return (session, try RefreshTokens.issue(for: session, since: db.now, house.rules, in: db))
        }
    }

    private func granted(_ user: User, _ opened: Opened) async throws -> Answer {
        let access = try await tokens.issue(to: user.id, opened.session, at: house.clock.now())
        return .json([
            "access_token": .string(access), "token_type": "Bearer",
            "expires_in": .integer(AccessTokens.lifetime.milliseconds / 1_000),
            "refresh_token": .string(opened.refresh.text), "user": user.json,
        ])
    }

    private var refreshEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/refresh", "New tokens for a refresh token, which is spent", capabilities: ["A2"],
            access: .anyone,
            body: Self.refresh, answer: Self.grant, problems: ["refresh_token_invalid"],
            repeats: .not(because: .signIn)
        ) { visit in
            let token = visit.body.text("refresh_token") ?? ""
            let outcome = try await house.store.write { db in
                let outcome = try RefreshTokens.renew(token, visit.address, house.rules, in: db)
                if case .reused(let user) = outcome {
                    try events.emit(
                        "user.refresh_token_reused", business: 0, subject: user.description, by: Origin(visit), in: db)
                }
                return outcome
            }
            guard case .renewed(let id, let session, let secret) = outcome,
                let user = try await house.store.read({ db in try db.user(id) })
            else {
                throw Problem(401, "refresh_token_invalid")
            }
            return try await granted(user, (session, secret))
        }
    }

    private var logoutEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/logout", "End a refresh token, all its kin and their access tokens", capabilities: ["A1"],
            access: .anyone,
            body: Self.refresh,
            success: 204, answer: nil,
            repeats: .not(because: .signIn)
        ) { visit in
            let token = visit.body.text("refresh_token") ?? ""
            try await house.store.write { db in
                guard let user = try RefreshTokens.end(token, in: db) else { return }
                try loggedOut(user, visit, in: db)
            }
            return .nothing
        }
    }

    func loggedOut(_ user: UserID, _ visit: Visit, in db: Transaction) throws {
        let origin = Origin(actor: .user(user), address: visit.address, agent: visit.agent)
        try events.emit("user.logged_out", business: 0, subject: user.description, by: origin, in: db)
    }

    private var meEndpoint: Endpoint {
        Endpoint(.get, "/auth/me", "Who am I", capabilities: ["A1"], access: .signedIn, answer: User.schema) { visit in
            .json(try await me(visit).json)
        }
    }

    /// The visitor's own record. Throws 401.
    package func me(_ visit: Visit) async throws -> User {
        guard let id = visit.visitor.userID, let user = try await house.store.read({ db in try db.user(id) }) else {
            throw Problem.signInNeeded
        }
        return user
    }
}
