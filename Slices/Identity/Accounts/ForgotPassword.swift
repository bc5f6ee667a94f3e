import House
import Jobs
import Kernel
import Storage
import Web

/// A new password by a mailed token (A4).
package enum PasswordReset {
    package static let schema = Schema(
        "PasswordReset",
        [
            MailedTokens.field,
            Field("password", .formatted(.password), "12 to 128 characters.", sample: "seven-otters-in-a-teapot"),
        ])
}

extension IdentitySlice {
    /// Asks for a link by which a new password can be set (A4). What is done here is the same for every address: a job finds out whether
    /// it is anybody's, so neither the answer nor its time tells.
    package func forgotPassword(_ email: String, _ visit: Visit) async throws {
        let email = Contact.normalised(email: email) ?? email
        try await house.store.write { db in
            try JobQueue.enqueue(
                "Identity.forgot_password",
                personal: ["email": email, "address": visit.address, "agent": visit.agent], due: db.now, in: db)
        }
    }

    var forgotPasswordJob: JobHandler {
        JobHandler(
            "Identity.forgot_password",
            .inTransaction { job, db in
                guard let email = job.personal["email"],
                    let row = try db.first("SELECT * FROM users WHERE email = \(email) AND deactivated_at IS NULL")
                else { return }
                let user = try User(row)
                // Nobody can fill somebody's mailbox; the links that are out still hold.
                guard try mayMail(email, in: db) else { return }
                try events.emit(
                    "user.password_reset_requested", business: 0, subject: user.id.description,
                    by: Origin(
                        actor: .guest, address: job.personal["address"] ?? "", agent: job.personal["agent"] ?? ""),
                    in: db)
            })
    }

    /// Sets a new password by a mailed token (A4). Everybody who is logged in as this user is logged out; nobody is logged in by it, so a
    /// second factor is still asked for, whoever set it up and when. Throws 422 for a token that does not hold or a weak password.
    package func resetPassword(
        _ token: String, _ password: String, _ visit: Visit, from device: KnownDevices
    ) async throws {
        let owner = try await house.store.read { db in
            try MailedTokens.owner(token, [.reset], in: db).flatMap { try db.user($0.0) }
        }
        guard let owner else { throw MailedTokens.invalid }
        if let fault = Password.fault(password, username: owner.username, email: owner.email) {
            throw Problem.field("password", fault, ["max": "128"])
        }
        let hash = try await passwords.hash(password)
        try await house.store.write { db in
            guard let user = try db.lockedUser(owner.id) else { throw MailedTokens.invalid }
            let (id, _) = try MailedTokens.spend(token, [.reset], in: db)
            try setPassword(hash, of: user, keeping: nil, in: db)
            // An address on its way may be a stranger's, and would be the account's a click later.
            try cancelEmail(of: id, in: db)
            // Whoever opened the account with an address that was not theirs is out now.
            if user.emailVerifiedAt == nil {
                try reclaim(id, visit, in: db)
                try endUnproven(id, events, db)
            }
            // The mail reached its reader, who need not wait for what strangers have tried.
            try db.execute(
                "UPDATE users SET email_verified_at = \(db.now) WHERE id = \(id) AND email_verified_at IS NULL")
            for name in [user.username, user.email] { try db.forget(.name(name)) }
            try KnownDevices.forgetAll(of: id, in: db)
            try device.remember(for: id, in: db)
            try events.emit(
                "user.password_reset", business: 0, subject: id.description,
                by: Origin(actor: .user(id), address: visit.address, agent: visit.agent), in: db)
        }
    }

    /// Stores the hash and ends what the old password has opened: other sessions, log-ins that wait for a code, mailed links.
    func setPassword(_ hash: String, of user: User, keeping session: Int64?, in db: Transaction) throws {
        try db.execute("UPDATE users SET password = \(hash), updated_at = \(db.now) WHERE id = \(user.id)")
        try Sessions.endAll(of: user.id, but: session, in: db)
        try db.execute("DELETE FROM login_challenges WHERE user_id = \(user.id)")
        try MailedTokens.end(.reset, of: user.id, in: db)
    }
}
