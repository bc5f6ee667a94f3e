import Identity
import Kernel
import OpenID
import Storage

/// A person at a provider who may be linked to an account once its owner has said so. It waits for ten minutes, in one browser.
struct SignInOffer: Sendable {
    static let lifetime = Span.minutes(10)

    let user: User
    /// Whether the account asks for a code besides the password.
    let hasFactor: Bool
    let provider: String
    let person: OutsidePerson
    let next: String

    static func make(_ person: OutsidePerson, _ provider: String, for user: UserID, next: String, in db: Transaction)
        throws -> Secret
    {
        let secret = Secret()
        try db.execute(
            """
            INSERT INTO sign_in_offers (token_hash, user_id, provider, issuer, subject, label, next, expires_at)
            VALUES (\(secret.hash), \(user), \(provider), \(person.issuer), \(person.subject), \(person.label), \(next),
                \(db.now + lifetime))
            """)
        return secret
    }

    static func find(_ token: String, in db: Snapshot) throws -> SignInOffer? {
        let row = try db.first(
            "SELECT * FROM sign_in_offers WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(db.now)")
        guard let row, let user = try db.user(try row["user_id"]), user.isActive else { return nil }
        let label: String = try row["label"]
        return SignInOffer(
            user: user, hasFactor: try db.hasSecondFactor(user.id), provider: try row["provider"],
            person: OutsidePerson(
                issuer: try row["issuer"], subject: try row["subject"], email: nil, isEmailVerified: false, name: label),
            next: try row["next"])
    }

    /// Uses it up: of several who come at once, one does.
    static func spend(_ token: String, in db: Transaction) throws -> SignInOffer? {
        guard let offer = try find(token, in: db),
            try db.execute("DELETE FROM sign_in_offers WHERE token_hash = \(Secret.hash(token))") == 1
        else { return nil }
        return offer
    }
}
