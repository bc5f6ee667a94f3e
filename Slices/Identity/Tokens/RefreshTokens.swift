import House
import Kernel
import Storage

/// Long-lived tokens that change at every use (A2). Using one a second time means that it was stolen, or its answer lost: the session
/// and every token of it die, and the person logs in again.
enum RefreshTokens {
    /// How long one holds that is not used.
    static let lifetime = Span.days(30)

    /// Until when a token holds that is issued at `now` to a session of `opening`: never beyond the session's own end.
    static func end(of opening: Instant, _ rules: HouseRules, at now: Instant) -> Instant {
        min(now + lifetime, opening + rules.programSessionMost)
    }

    static func issue(for session: LoginID, since opening: Instant, _ rules: HouseRules, in db: Transaction) throws
        -> Secret
    {
        let secret = Secret()
        try db.execute(
            """
            INSERT INTO refresh_tokens (token_hash, session_id, created_at, expires_at)
            VALUES (\(secret.hash), \(session), \(db.now), \(end(of: opening, rules, at: db.now)))
            """)
        return secret
    }

    enum Outcome: Sendable {
        case renewed(UserID, LoginID, Secret)
        /// It was used before; its session has ended with it.
        case reused(UserID)
        case refused
    }

    /// Spends `token` and issues its successor; a spent one ends its session. The caller throws after the commit.
    static func renew(_ token: String, _ address: String, _ rules: HouseRules, in db: Transaction) throws -> Outcome {
        let hash = Secret.hash(token)
        let row = try db.first(
            """
            SELECT s.id, s.user_id, t.used_at, t.expires_at, u.deactivated_at, s.created_at FROM refresh_tokens t
            JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id WHERE t.token_hash = \(hash)
            """)
        guard let row else { return .refused }
        let (session, user): (LoginID, UserID) = (try row[0], try row[1])
        let (expiresAt, deactivatedAt, opening): (Instant, Instant?, Instant) = (try row[3], try row[4], try row[5])
        let end = end(of: opening, rules, at: db.now)
        guard expiresAt > db.now, end > db.now, deactivatedAt == nil else { return .refused }
        // One statement decides who is first; whoever waited for its row finds it spent.
        let spent = try db.execute(
            "UPDATE refresh_tokens SET used_at = \(db.now) WHERE token_hash = \(hash) AND used_at IS NULL")
        guard spent == 1 else {
            try Sessions.end(session, in: db)
            return .reused(user)
        }
        let kept = try db.execute(
            """
            UPDATE sessions SET used_at = \(db.now), address = \(address), expires_at = \(end)
            WHERE id = \(session)
            """)
        // It may have been ended while this waited.
        guard kept == 1 else { return .refused }
        return .renewed(user, session, try issue(for: session, since: opening, rules, in: db))
    }

    /// Ends the session of `token`, at logging out. An unknown token changes nothing.
    static func end(_ token: String, in db: Transaction) throws -> UserID? {
        let row = try db.first(
            """
            SELECT s.id, s.user_id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
            WHERE t.token_hash = \(Secret.hash(token))
            """)
        guard let row else { return nil }
        try Sessions.end(try row[0] as LoginID, in: db)
        return try row[1]
    }
}
