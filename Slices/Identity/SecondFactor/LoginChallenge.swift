import House
import Kernel
import Storage
import Web

/// A log-in between its two steps: the password was right, a code is awaited. Nothing is open by it.
package enum LoginChallenge {
    package static let lifetime = Span.minutes(10)
    static let triesMost = 5

    static func make(for user: UserID, in db: Transaction) throws -> Secret {
        let secret = Secret()
        try db.execute(
            """
            INSERT INTO login_challenges (token_hash, user_id, tries, created_at, expires_at)
            VALUES (\(secret.hash), \(user), 0, \(db.now), \(db.now + lifetime))
            """)
        return secret
    }

    /// Whose log-in it is, both rows locked. Nil when it is over or never was.
    static func user(_ token: String, in db: Transaction) throws -> User? {
        let id: UserID? = try db.value(
            "SELECT user_id FROM login_challenges WHERE token_hash = \(Secret.hash(token))")
        // The account first, as for setting a password or closing it: what these end goes no further.
        guard let id, let user = try db.lockedUser(id), user.isActive else { return nil }
        let counted = try db.execute(
            """
            UPDATE login_challenges SET tries = tries + 1
            WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(db.now) AND tries < \(triesMost)
            """)
        return counted == 1 ? user : nil
    }

    /// Whether the token's log-in still waits for its code.
    package static func isOpen(_ token: String, in db: Snapshot) throws -> Bool {
        try db.exists(
            """
            SELECT 1 FROM login_challenges
            WHERE token_hash = \(Secret.hash(token)) AND expires_at > \(db.now) AND tries < \(triesMost)
            """)
    }

    static func end(_ token: String, in db: Transaction) throws {
        try db.execute("DELETE FROM login_challenges WHERE token_hash = \(Secret.hash(token))")
    }
}

extension IdentitySlice {
    private enum Step<Opened: Sendable>: Sendable {
        case right(User, Opened)
        case wrong
        case over
    }

    /// The second step: a code of the app, or a recovery code. Throws 401 `challenge_over` or `wrong_code`, 429.
    func passSecondFactor<Opened: Sendable>(
        _ challenge: String, _ code: String, _ visit: Visit, from device: KnownDevices,
        open: @escaping @Sendable (UserID, Transaction) throws -> Opened
    ) async throws -> (User, Opened) {
        // A wrong code is counted, so nothing is thrown before the commit but what counts nothing.
        let step: Step<Opened> = try await house.store.write { db in
            guard let user = try LoginChallenge.user(challenge, in: db) else { return .over }
            let throttle =
                try device.known(by: user.id, in: db).map { Throttle.device("code \($0)", of: user.id) }
                ?? .codes(user.id)
            let origin = Origin(actor: .user(user.id), address: visit.address, agent: visit.agent)
            guard let taken = try take(code, of: user.id, throttle, by: origin, in: db) else { return .wrong }
            try LoginChallenge.end(challenge, in: db)
            if taken == .recovery {
                try events.emit(
                    "user.recovery_code_used", business: 0, subject: user.id.description, by: origin, in: db)
            }
            return .right(user, try opened(user, visit, from: device, open, in: db))
        }
        switch step {
        case .right(let user, let opened): return (user, opened)
        case .wrong: throw Problem(401, "wrong_code")
        case .over: throw Problem(401, "challenge_over")
        }
    }
}
