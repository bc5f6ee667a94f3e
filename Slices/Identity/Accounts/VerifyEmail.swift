import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Takes the proof that mail to the address reaches its user (A4). Throws 422 for a token that does not hold.
    func verifyEmail(_ token: String, _ visit: Visit) async throws {
        try await house.store.write { db in
            let (user, _) = try MailedTokens.spend(token, [.verify], in: db)
            try db.execute(
                "UPDATE users SET email_verified_at = \(db.now), updated_at = \(db.now) WHERE id = \(user) AND email_verified_at IS NULL"
            )
            try events.emit(
                "user.email_verified", business: 0, subject: user.description,
                by: Origin(actor: .user(user), address: visit.address, agent: visit.agent), in: db)
        }
    }

    /// Sends the mail with the link again.
    func askToVerify(_ visit: Visit) async throws {
        let id = UserID(rawValue: try visit.user().id)
        try await house.store.write { db in
            guard let user = try db.user(id), user.emailVerifiedAt == nil else { return }
            try db.attempt(.mails(user.email))
            try events.emit(
                "user.verification_requested", business: 0, subject: id.description, by: Origin(visit), in: db)
        }
    }
}
