import House
import Kernel
import Storage
import Web

/// A change of address that waits for its two confirmations: from the old address, if it was ever proven, and from the new one.
package struct EmailChange: Sendable {
    package static let lifetime = Span.hours(72)
    package let oldEmail: String
    package let newEmail: String
    package let isOldConfirmed: Bool
    package let isNewConfirmed: Bool
    /// When both had confirmed; nil while it waits.
    package let doneAt: Instant?

    init(_ row: Row) throws {
        oldEmail = try row["old_email"]
        newEmail = try row["new_email"]
        isOldConfirmed = try row["old_confirmed"]
        isNewConfirmed = try row["new_confirmed"]
        doneAt = try row["done_at"]
    }

    package static let schema = Schema(
        "EmailChange",
        [
            Field("email", .formatted(.email), "The new address.", sample: "maria.ortiz@example.org"),
            Field("password", .formatted(.password), sample: "tortoise-lamp-4-violins"),
            IdentitySlice.codeAgain,
        ])
}

extension Snapshot {
    /// The user's change of address, for a week after it was asked for.
    package func emailChange(of user: UserID) throws -> EmailChange? {
        try first("SELECT * FROM email_changes WHERE user_id = \(user) AND expires_at > \(now)").map(EmailChange.init)
    }

    /// Whether an account has the address already.
    package func hasAccount(_ email: String) throws -> Bool {
        try exists("SELECT 1 FROM users WHERE email = \(email)")
    }
}

extension IdentitySlice {
    /// Asks for a change; the mails for it go out by the event. Whether the new address is somebody's is not told. Throws 422.
    package func requestEmail(_ fields: Fields, _ visit: Visit) async throws {
        let proof = try await confirm(fields.text("password") ?? "", as: "password", visit)
        let email = Contact.normalised(email: fields.text("email") ?? "") ?? ""
        guard email != proof.user.email else { throw Problem.field("email", "same_email") }
        try await confirmCode(fields, of: proof.user, visit)
        try await house.store.write { db in
            // The row is held: no mail of an earlier wish is being written for this one.
            let user = try proof.hold(in: db)
            for address in [user.email, email].sorted() { try db.attempt(.mails(address)) }
            try cancelEmail(of: user.id, in: db)
            try db.execute(
                """
                INSERT INTO email_changes (user_id, old_email, new_email, old_confirmed, new_confirmed, expires_at)
                VALUES (\(user.id), \(user.email), \(email), \(user.emailVerifiedAt == nil), \(false), \(db.now + EmailChange.lifetime))
                """)
            try events.emit(
                "user.email_change_requested", business: 0, subject: user.id.description, by: Origin(visit), in: db)
        }
    }

    /// Takes the change back, with the links that were mailed for it.
    package func cancelEmail(of user: UserID, in db: Transaction) throws {
        try db.execute("DELETE FROM email_changes WHERE user_id = \(user)")
        try MailedTokens.end(.emailOld, of: user, in: db)
        try MailedTokens.end(.emailNew, of: user, in: db)
    }

    /// Takes one of the two confirmations, from whoever is logged in: a reader of the mail alone would give their address to a
    /// stranger's account. Returns whether the address has changed with it. Throws 422.
    package func confirmEmail(_ token: String, _ visit: Visit) async throws -> Bool {
        let id = UserID(rawValue: try visit.user().id)
        return try await house.store.write { db in
            let (_, purpose) = try MailedTokens.spend(token, [.emailOld, .emailNew], by: id, in: db)
            let column: SQL = purpose == .emailOld ? "old_confirmed" : "new_confirmed"
            try db.execute("UPDATE email_changes SET \(column) = 1 WHERE user_id = \(id)")
            guard let change = try db.emailChange(of: id), change.doneAt == nil else { throw MailedTokens.invalid }
            guard change.isOldConfirmed, change.isNewConfirmed else { return false }
            try setEmail(change.newEmail, of: id, in: db)
            try db.execute("UPDATE email_changes SET done_at = \(db.now) WHERE user_id = \(id)")
            try MailedTokens.end(.reset, of: id, in: db)
            try MailedTokens.end(.verify, of: id, in: db)
            try events.emit(
                "user.email_changed", business: 0, subject: id.description, by: Origin(visit), in: db)
            return true
        }
    }

    /// Somebody may have opened an account with it in the meantime.
    private func setEmail(_ email: String, of user: UserID, in db: Transaction) throws {
        do {
            try db.savepoint {
                try db.execute(
                    "UPDATE users SET email = \(email), email_verified_at = \(db.now), updated_at = \(db.now) WHERE id = \(user)"
                )
            }
        } catch StorageFault.unique { throw Problem.field("token", "email_taken") }
    }
}
