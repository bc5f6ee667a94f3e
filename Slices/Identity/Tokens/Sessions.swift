import House
import Kernel
import Storage
import Timekeeping
import Web

/// The pages' sessions: random, hashed, 30 days.
enum Sessions {
    static let lifetime = Span.days(30)

    static func open(for user: UserID, _ visit: Visit, in db: Transaction) throws -> Secret {
        let secret = Secret()
        try db.execute(
            """
            INSERT INTO sessions (token_hash, user_id, form_token, address, agent, created_at, expires_at)
            VALUES (\(secret.hash), \(user), \(Secret().text), \(visit.address), \(visit.agent), \(db.now), \(db.now + lifetime))
            """)
        return secret
    }

    static func close(_ token: String, in db: Transaction) throws {
        try db.execute("DELETE FROM sessions WHERE token_hash = \(Secret.hash(token))")
    }

    static func visitor(_ token: String, in db: Snapshot) throws -> Visitor {
        let row = try db.first(
            """
            SELECT u.id, u.name, u.role, s.form_token FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.token_hash = \(Secret.hash(token)) AND s.expires_at > \(db.now)
            """)
        guard let row else { return .guest }
        let (id, role): (UserID, PlatformRole) = (try row["id"], try row["role"])
        return .user(
            SignedIn(id: id.rawValue, name: try row["name"], isAdmin: role == .admin, formToken: try row["form_token"]))
    }
}

extension IdentitySlice {
    /// Removes the sessions and tokens that no longer open anything; housekeeping calls it.
    package static func forgetExpired(in db: Transaction) throws {
        try db.execute("DELETE FROM sessions WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM refresh_tokens WHERE expires_at < \(db.now)")
    }
}

extension IdentitySlice: Doorkeeper {
    package func visitor(session: String) async throws -> Visitor {
        guard session.utf8.count == 43 else { return .guest }
        return try await house.store.read { db in try Sessions.visitor(session, in: db) }
    }

    package func visitor(token: String) async throws -> Visitor {
        let id = try await tokens.user(token, at: house.clock.now())
        guard let user = try await house.store.read({ db in try db.user(id) }) else { throw Problem.signInNeeded }
        return .user(SignedIn(id: id.rawValue, name: user.name, isAdmin: user.role == .admin, formToken: nil))
    }
}
