import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Takes the proof that mail to the address reaches its user (A4). Whoever reads the mail has to be who is logged in: somebody else
    /// may have opened the account with the reader's address, and would have it proven by the reader's click. Throws 422 for a token
    /// that does not hold.
    package func verifyEmail(_ token: String, _ visit: Visit) async throws {
        let id = UserID(rawValue: try visit.user().id)
        try await house.store.write { db in
            _ = try MailedTokens.spend(token, [.verify], by: id, in: db)
            try proveEmail(of: id, by: Origin(visit), in: db)
        }
    }

    /// Notes that mail to the address reaches whoever is logged in as `user`.
    package func proveEmail(of user: UserID, by origin: Origin, in db: Transaction) throws {
        let proven = try db.execute(
            "UPDATE users SET email_verified_at = \(db.now), updated_at = \(db.now) WHERE id = \(user) AND email_verified_at IS NULL"
        )
        guard proven == 1 else { return }
        try MailedTokens.end(.verify, of: user, in: db)
        try events.emit("user.email_verified", business: 0, subject: user.description, by: origin, in: db)
    }

    /// Sends the mail with the link again. Throws 429 `too_many_attempts`.
    package func askToVerify(_ visit: Visit) async throws {
        let id = UserID(rawValue: try visit.user().id)
        try await house.store.write { db in
            guard let user = try db.user(id), user.emailVerifiedAt == nil else { return }
            try db.attempt(.mails(user.email))
            try events.emit(
                "user.verification_requested", business: 0, subject: id.description, by: Origin(visit), in: db)
        }
    }
}

extension User {
    /// Throws 403 `verify_first` while nobody has proven the address: what is set up before could be a stranger's, and would outlive
    /// the owner's new password.
    package func requireVerified() throws(Problem) {
        guard emailVerifiedAt != nil else { throw Problem(403, "verify_first") }
    }
}
