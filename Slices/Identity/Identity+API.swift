import House
import Kernel
import Storage
import Timekeeping
import Web

extension IdentitySlice {
    package var endpoints: [Endpoint] {
        [registerEndpoint, loginEndpoint, refreshEndpoint, logoutEndpoint, meEndpoint]
    }

    private static let login = Schema(
        "Login",
        [
            Field("username", .text(1...254), "Username or e-mail address.", sample: "maria"),
            Field("password", .formatted(.password), sample: "tortoise-lamp-4-violins"),
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
            answer: User.schema, problems: ["invalid_input"]
        ) { visit in
            .json(try await register(Registration(visit.body), by: Origin(visit)).json, status: 201)
        }
    }

    private var loginEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/login", "Log in by username or e-mail address", capabilities: ["A1", "A2"], access: .anyone,
            body: Self.login,
            answer: Self.grant, problems: ["wrong_credentials"]
        ) { visit in
            let user = try await authenticate(visit.body.text("username") ?? "", visit.body.text("password") ?? "")
            let refresh = try await house.store.write { db in
                try events.emit(
                    "user.logged_in", business: 0, subject: user.id.description,
                    by: Origin(actor: .user(user.id), address: visit.address, agent: visit.agent), in: db)
                return try RefreshTokens.issue(to: user.id, in: db)
            }
            return try await granted(user, refresh)
        }
    }

    private var refreshEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/refresh", "New tokens for a refresh token, which is spent", capabilities: ["A2"],
            access: .anyone,
            body: Self.refresh, answer: Self.grant, problems: ["refresh_token_invalid"]
        ) { visit in
            let token = visit.body.text("refresh_token") ?? ""
            let outcome = try await house.store.write { db in try RefreshTokens.renew(token, in: db) }
            guard case .renewed(let id, let secret) = outcome,
                let user = try await house.store.read({ db in try db.user(id) })
            else {
                throw Problem(401, "refresh_token_invalid")
            }
            return try await granted(user, secret)
        }
    }

    private func granted(_ user: User, _ refresh: Secret) async throws -> Answer {
        let access = try await tokens.issue(to: user.id, at: house.clock.now())
        return .json([
            "access_token": .string(access), "token_type": "Bearer",
            "expires_in": .integer(AccessTokens.lifetime.milliseconds / 1_000), "refresh_token": .string(refresh.text),
            "user": user.json,
        ])
    }

    private var logoutEndpoint: Endpoint {
        Endpoint(
            .post, "/auth/logout", "End a refresh token and all its kin", capabilities: ["A1"], access: .anyone,
            body: Self.refresh,
            success: 204, answer: nil
        ) { visit in
            let token = visit.body.text("refresh_token") ?? ""
            try await house.store.write { db in try RefreshTokens.end(token, in: db) }
            return .nothing
        }
    }

    private var meEndpoint: Endpoint {
        Endpoint(.get, "/auth/me", "Who am I", capabilities: ["A1"], access: .signedIn, answer: User.schema) { visit in
            guard let id = visit.visitor.userID, let user = try await house.store.read({ db in try db.user(id) }) else {
                throw Problem.signInNeeded
            }
            return .json(user.json)
        }
    }
}
