import House
import Kernel
import Storage
import Web

/// A code besides the password (A5). Its secret is made first and counts only once a code of it was given.
enum SecondFactor {
    /// Bytes of a secret: as many as SHA-1 gives (RFC 4226, section 4).
    private static let secretBytes = 20

    /// What a stored secret is bound to.
    static func purpose(_ user: UserID) -> String { "totp|\(user)" }

    static func isOn(for user: UserID, in db: Snapshot) throws -> Bool {
        try db.exists("SELECT 1 FROM second_factors WHERE user_id = \(user) AND confirmed_at IS NOT NULL")
    }

    /// A new secret in place of one that was never confirmed. Throws 409 when a second factor is on.
    static func begin(for user: UserID, _ vault: Vault, in db: Transaction) throws -> TOTP {
        let totp = TOTP(secret: Secret.bytes(secretBytes))
        let sealed = try vault.seal(totp.secret, for: purpose(user), in: db)
        let written = try db.execute(
            """
            INSERT INTO second_factors (user_id, secret, last_step, created_at) VALUES (\(user), \(sealed), 0, \(db.now))
            ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
            WHERE second_factors.confirmed_at IS NULL
            """)
        guard written == 1 else { throw Problem(409, "second_factor_on") }
        return totp
    }

    static func totp(of user: UserID, _ vault: Vault, in db: Snapshot) throws -> TOTP? {
        let sealed: String? = try db.value("SELECT secret FROM second_factors WHERE user_id = \(user)")
        return try sealed.map { TOTP(secret: try vault.open($0, for: purpose(user), in: db)) }
    }

    /// Takes a code of the app, or a recovery code; either counts once. Of several who send the same at once, one is right.
    static func take(_ code: String, of user: UserID, _ vault: Vault, in db: Transaction) throws -> Taken? {
        let code = code.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
        if code.count != TOTP.digits { return try RecoveryCodes.take(code, of: user, in: db) ? .recovery : nil }
        guard let step = try totp(of: user, vault, in: db)?.step(of: code, at: db.now) else { return nil }
        let taken = try db.execute(
            "UPDATE second_factors SET last_step = \(step) WHERE user_id = \(user) AND last_step < \(step)")
        return taken == 1 ? .app : nil
    }

    enum Taken: Sendable { case app, recovery }

    /// Takes the first code, from which on the second factor is asked for. Returns false for a wrong one. Throws 409 when there is
    /// nothing to confirm.
    static func confirm(_ code: String, of user: UserID, _ vault: Vault, in db: Transaction) throws -> Bool {
        guard try totp(of: user, vault, in: db) != nil, try !isOn(for: user, in: db) else {
            throw Problem(409, "second_factor_not_begun")
        }
        guard code.filter({ !$0.isWhitespace }).count == TOTP.digits, try take(code, of: user, vault, in: db) != nil
        else {
            return false
        }
        return try db.execute(
            "UPDATE second_factors SET confirmed_at = \(db.now) WHERE user_id = \(user) AND confirmed_at IS NULL") == 1
    }

    static func removeBegun(of user: UserID, in db: Transaction) throws {
        try db.execute("DELETE FROM second_factors WHERE user_id = \(user) AND confirmed_at IS NULL")
    }

    static func remove(of user: UserID, in db: Transaction) throws {
        try db.execute("DELETE FROM second_factors WHERE user_id = \(user)")
        try db.execute("DELETE FROM recovery_codes WHERE user_id = \(user)")
        try db.execute("DELETE FROM login_challenges WHERE user_id = \(user)")
    }
}

/// Ten codes for the day when the app is gone: each for one use, stored hashed, shown once.
enum RecoveryCodes {
    static let count = 10
    /// Bytes of one: 120 bits can't be guessed, not even by whoever has the hashes, so a plain one is enough.
    private static let bytes = 15

    /// New codes in place of all there were, as `abcd-efgh-ijkl-mnop-qrst-uvwx`.
    static func make(for user: UserID, in db: Transaction) throws -> [String] {
        try db.execute("DELETE FROM recovery_codes WHERE user_id = \(user)")
        return try (0..<count).map { _ in
            let code = Base32Text.encoded(Secret.bytes(bytes)).lowercased()
            try db.execute(
                "INSERT INTO recovery_codes (user_id, code_hash) VALUES (\(user), \(Secret.hash(code)))")
            return stride(from: 0, to: code.count, by: 4).map { String(code.dropFirst($0).prefix(4)) }.joined(
                separator: "-")
        }
    }

    /// Spends the code, which is written without dashes here.
    static func take(_ code: String, of user: UserID, in db: Transaction) throws -> Bool {
        try db.execute(
            """
            UPDATE recovery_codes SET used_at = \(db.now)
            WHERE user_id = \(user) AND code_hash = \(Secret.hash(code)) AND used_at IS NULL
            """) == 1
    }

    static func left(of user: UserID, in db: Snapshot) throws -> Int {
        try db.value("SELECT COUNT(*) FROM recovery_codes WHERE user_id = \(user) AND used_at IS NULL") ?? 0
    }
}
