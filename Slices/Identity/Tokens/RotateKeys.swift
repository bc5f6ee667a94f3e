import House
import Kernel
import Storage
import Web

extension SigningKeys {
    /// How long a replaced key of links is kept: a booking may be ten years ahead (BOOKING_ADVANCE_DAYS), and its links hold a while
    /// after it.
    static let linkMemory = Span.days(3_650 + 120)

    /// Makes new keys for access tokens, links in mails and stored secrets, which are written anew. Tokens that are out hold until they
    /// expire, unless `now`: then they end at once, and whoever has a refresh token gets new ones. Links that are out stay good, unless
    /// `links`. Returns how many stored secrets were written anew.
    @discardableResult
    package func rotate(endingTokens now: Bool = false, endingLinks links: Bool = false, in db: Transaction)
        throws
        -> Int
    {
        if links { try db.execute("DELETE FROM signing_keys WHERE name = 'link' OR name LIKE 'link.%'") }
        try Self.make("link.\(db.newID(UserID.self).rawValue)", lock, in: db)
        if now { try db.execute("DELETE FROM signing_keys WHERE name = 'access' OR name LIKE 'access.%'") }
        try Self.make("access.\(db.newID(UserID.self).rawValue)", lock, in: db)
        return try vault.rotate(in: db)
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
        try db.execute(
            """
            DELETE FROM signing_keys WHERE (name = 'link' OR name LIKE 'link.%') AND EXISTS (
                SELECT 1 FROM signing_keys newer WHERE newer.name LIKE 'link.%'
                AND newer.created_at > signing_keys.created_at AND newer.created_at < \(db.now - linkMemory))
            """)
    }
}

extension IdentitySlice {
    /// As `SigningKeys.rotate`, and an event of it.
    package func rotateKeys(endingTokens now: Bool, endingLinks links: Bool = false, in db: Transaction) throws -> Int {
        let written = try keys.rotate(endingTokens: now, endingLinks: links, in: db)
        try events.emit(
            "keys.rotated", business: 0, subject: "keys", by: .system,
            details: ["now": .bool(now), "links": .bool(links)], in: db)
        return written
    }
}
