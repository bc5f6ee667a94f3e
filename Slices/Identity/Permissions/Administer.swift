import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Makes somebody an admin of the platform, or a user like any other. Throws 409 for the last admin.
    package func setPlatformRole(_ id: UserID, _ role: PlatformRole, by origin: Origin, in db: Transaction) throws
        -> User
    {
        let old = try administered(id, in: db)
        if old.role == .admin, role != .admin { try requireOtherAdmin(id, in: db) }
        if old.role != role {
            try db.execute("UPDATE users SET role = \(role), updated_at = \(db.now) WHERE id = \(id)")
            try events.emit(
                "user.role_changed", business: 0, subject: id.description, by: origin,
                details: ["role": .string(role.rawValue), "role_before": .string(old.role.rawValue)], in: db)
        }
        return try administered(id, in: db)
    }

    /// Takes an account out of use, or brings it back. Throws 409 for the last admin.
    package func setActive(_ id: UserID, _ isActive: Bool, by origin: Origin, in db: Transaction) throws -> User {
        let old = try administered(id, in: db)
        if old.role == .admin, !isActive { try requireOtherAdmin(id, in: db) }
        try isActive ? reactivate(id, by: origin, in: db) : deactivate(id, by: origin, in: db)
        return try administered(id, in: db)
    }

    private func administered(_ id: UserID, in db: Transaction) throws -> User {
        guard let user = try db.user(id) else { throw Problem.notFound }
        return user
    }

    /// Throws 409 when the user is the only admin.
    package func requireDispensable(_ user: User, in db: Transaction) throws {
        if user.role == .admin { try requireOtherAdmin(user.id, in: db) }
    }

    /// Of two admins who put each other out at once, one stays: both wait for the rows of all admins.
    private func requireOtherAdmin(_ id: UserID, in db: Transaction) throws {
        _ = try db.rows(
            "SELECT id FROM users WHERE role = \(PlatformRole.admin) ORDER BY id\(db.dialect.forUpdate)")
        guard try db.hasAdmin(besides: id) else { throw Problem(409, "last_admin") }
    }
}
