import House
import Kernel
import Storage
import Web

/// Tokens that reach somebody by mail: each for one purpose, for one use, stored hashed (A4). The token itself is made when the mail is
/// composed, so it stands in the mail and nowhere else: not in an event, a job or a log.
package enum MailedPurpose: String, Sendable, ColumnValue, CaseIterable {
    case verify, reset
    case emailOld = "email_old"
    case emailNew = "email_new"

    var lifetime: Span {
        switch self {
        case .reset: .hours(1)
        case .verify, .emailOld, .emailNew: .hours(72)
        }
    }

    /// Where its link leads.
    package var path: String {
        switch self {
        case .verify: "/verify-email"
        case .reset: "/reset-password"
        case .emailOld, .emailNew: "/confirm-email"
        }
    }
}

package enum MailedTokens {
    /// A new token; the ones before it of this purpose no longer hold.
    static func make(_ purpose: MailedPurpose, for user: UserID, in db: Transaction) throws -> Secret {
        try end(purpose, of: user, in: db)
        let secret = Secret()
        try db.execute(
            """
            INSERT INTO mailed_tokens (token_hash, user_id, purpose, created_at, expires_at)
            VALUES (\(secret.hash), \(user), \(purpose), \(db.now), \(db.now + purpose.lifetime))
            """)
        return secret
    }

    /// Whose token it is, without using it.
    static func owner(_ token: String, _ purposes: [MailedPurpose], in db: Snapshot) throws -> (UserID, MailedPurpose)?
    {
        try db.first(
            """
            SELECT t.user_id, t.purpose FROM mailed_tokens t JOIN users u ON u.id = t.user_id
            WHERE t.token_hash = \(Secret.hash(token)) AND t.purpose IN \(list: purposes) AND t.expires_at > \(db.now)
                AND u.deactivated_at IS NULL
            """
        ).map { (try $0[0], try $0[1]) }
    }

    /// Uses the token: of several who try at once, one does. Throws 422 `token_invalid`, or `token_of_another` for one that is not
    /// `visitor`'s.
    static func spend(
        _ token: String, _ purposes: [MailedPurpose], by visitor: UserID? = nil, in db: Transaction
    ) throws -> (UserID, MailedPurpose) {
        guard let found = try owner(token, purposes, in: db) else { throw invalid }
        guard visitor ?? found.0 == found.0 else { throw Problem.field("token", "token_of_another") }
        guard try db.execute("DELETE FROM mailed_tokens WHERE token_hash = \(Secret.hash(token))") == 1 else {
            throw invalid
        }
        return found
    }

    static func end(_ purpose: MailedPurpose, of user: UserID, in db: Transaction) throws {
        try db.execute("DELETE FROM mailed_tokens WHERE user_id = \(user) AND purpose = \(purpose)")
    }

    /// What a token that does not hold is told.
    package static let invalid = Problem.field("token", "token_invalid")
    package static let field = Field("token", .text(1...100), "From the link in the mail.", sample: "q0Y…")
}

extension IdentitySlice {
    /// A link for a mail, with a new token in it. Made of the installation's own address, never of a request's.
    package func mailedLink(_ purpose: MailedPurpose, for user: UserID, in db: Transaction) throws -> String {
        let secret = try MailedTokens.make(purpose, for: user, in: db)
        return "\(house.baseURL)\(purpose.path)?token=\(secret.text)"
    }
}
