import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Takes an account out of use: nobody is logged in by it any more, and nobody can log in (L4).
    package func deactivate(_ user: UserID, by origin: Origin, in db: Transaction) throws {
        let changed = try db.execute(
            "UPDATE users SET deactivated_at = \(db.now) WHERE id = \(user) AND deactivated_at IS NULL")
        guard changed == 1 else { return }
        try Sessions.endAll(of: user, in: db)
        try db.execute("DELETE FROM login_challenges WHERE user_id = \(user)")
        try db.execute("DELETE FROM mailed_tokens WHERE user_id = \(user)")
        try events.emit("user.deactivated", business: 0, subject: user.description, by: origin, in: db)
    }

    /// Brings it back, with its password, second factor and API keys.
    package func reactivate(_ user: UserID, by origin: Origin, in db: Transaction) throws {
        let changed = try db.execute(
            "UPDATE users SET deactivated_at = NULL WHERE id = \(user) AND deactivated_at IS NOT NULL AND erased_at IS NULL"
        )
        guard changed == 1 else { return }
        try events.emit("user.reactivated", business: 0, subject: user.description, by: origin, in: db)
    }
}
