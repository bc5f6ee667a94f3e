import House
import Kernel
import Storage
import Web

extension SigningKeys {
    /// Makes a new key for access tokens and one for stored secrets, which are written anew with it. Tokens that are out hold until
    /// they expire, unless `now`: then they end at once, and whoever has a refresh token gets new ones. Links in mails stay good.
    /// Returns how many stored secrets were written anew.
    @discardableResult
    package static func rotate(endingTokens now: Bool = false, in db: Transaction) throws -> Int {
        if now { try db.execute("DELETE FROM signing_keys WHERE name = 'access' OR name LIKE 'access.%'") }
        try make("access.\(db.newID(UserID.self).rawValue)", in: db)
        return try Vault.rotate(in: db)
    }

    /// Forgets the keys whose last tokens have expired: all that a newer one replaced longer ago than a token holds.
    static func forgetReplaced(in db: Transaction) throws {
        let before = db.now - AccessTokens.lifetime - .minutes(5)
        try db.execute(
            """
            DELETE FROM signing_keys WHERE (name = 'access' OR name LIKE 'access.%') AND EXISTS (
                SELECT 1 FROM signing_keys newer WHERE newer.name LIKE 'access.%'
                AND newer.created_at > signing_keys.created_at AND newer.created_at < \(before))
            """)
    }
}

extension IdentitySlice {
    /// As `SigningKeys.rotate`, and an event of it.
    package func rotateKeys(endingTokens now: Bool, in db: Transaction) throws -> Int {
        let written = try SigningKeys.rotate(endingTokens: now, in: db)
        try events.emit(
            "keys.rotated", business: 0, subject: "keys", by: .system, details: ["now": .bool(now)], in: db)
        return written
    }
}
