import Kernel
import Storage
import Web

/// Long-lived tokens that change at every use (A2). Using one a second time means that it was stolen, or its answer lost: the whole
/// family dies, and the person logs in again.
enum RefreshTokens {
    static let lifetime = Span.days(30)

    static func issue(to user: UserID, family: Int64? = nil, in db: Transaction) throws -> Secret {
        let secret = Secret()
        let family = family ?? db.newID(UserID.self).rawValue
        try db.execute(
            """
            INSERT INTO refresh_tokens (token_hash, user_id, family, created_at, expires_at)
            VALUES (\(secret.hash), \(user), \(family), \(db.now), \(db.now + lifetime))
            """)
        return secret
    }

    enum Outcome: Sendable {
        case renewed(UserID, Secret)
        case refused
    }

    /// Spends `token` and issues its successor; a spent one ends its family. The caller throws after the commit.
    static func renew(_ token: String, in db: Transaction) throws -> Outcome {
        let lock = db.dialect.forUpdate
        guard
            let row = try db.first(
                "SELECT user_id, family, used_at, expires_at FROM refresh_tokens WHERE token_hash = \(Secret.hash(token))\(lock)"
            )
        else { return .refused }
        let (user, family): (UserID, Int64) = (try row["user_id"], try row["family"])
        let usedAt: Instant? = try row["used_at"]
        let expiresAt: Instant = try row["expires_at"]
        if usedAt != nil {
            try end(family: family, in: db)
            return .refused
        }
        guard expiresAt > db.now else { return .refused }
        try db.execute("UPDATE refresh_tokens SET used_at = \(db.now) WHERE token_hash = \(Secret.hash(token))")
        return .renewed(user, try issue(to: user, family: family, in: db))
    }

    /// Ends the family of `token`, at logging out. An unknown token changes nothing.
    static func end(_ token: String, in db: Transaction) throws {
        let family: Int64? = try db.value("SELECT family FROM refresh_tokens WHERE token_hash = \(Secret.hash(token))")
        if let family { try end(family: family, in: db) }
    }

    private static func end(family: Int64, in db: Transaction) throws {
        try db.execute("DELETE FROM refresh_tokens WHERE family = \(family)")
    }
}
