import House
import Kernel
import Storage
import Timekeeping
import Web

extension IdentitySlice: Doorkeeper {
    package func visitor(session: String, address: String) async throws -> Visitor {
        guard session.utf8.count == 43 else { return .guest }
        let rules = house.rules
        let found = try await house.store.read { db in try Sessions.find(cookie: session, rules, in: db) }
        guard let found else { return .guest }
        return await noted(found, address)
    }

    /// What the tokens of customers begin with, who have no account.
    package static let customerPrefix = "dbc_"

    package func visitor(token: String, address: String) async throws -> Visitor {
        if token.hasPrefix(APIKey.prefix) { return .user(try await owner(ofKey: token, address: address)) }
        // A customer's own token is looked at by the verb, and is nobody's log-in.
        if token.hasPrefix(Self.customerPrefix) { return .guest }
        let (user, session) = try await tokens.session(token, at: house.clock.now(), house.store)
        let rules = house.rules
        let found = try await house.store.read { db in try Sessions.find(session, of: user, rules, in: db) }
        guard let found else { throw Problem.signInNeeded }
        return await noted(found, address)
    }

    /// A database that can't take the note answers the request all the same.
    private func noted(_ found: Sessions.Found, _ address: String) async -> Visitor {
        if found.isStale {
            _ = try? await house.store.write { db in try Sessions.note(found.visitor.session, address, in: db) }
        }
        return .user(found.visitor)
    }

    /// Removes what no longer opens anything; housekeeping calls it.
    package static func forgetExpired(in db: Transaction) throws {
        try db.execute("DELETE FROM sessions WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM refresh_tokens WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM mailed_tokens WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM email_changes WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM login_challenges WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM attempts WHERE last_at < \(db.now - Throttle.memory)")
        try db.execute("DELETE FROM known_devices WHERE used_at < \(db.now - KnownDevices.memory)")
        try SigningKeys.forgetReplaced(in: db)
    }
}
