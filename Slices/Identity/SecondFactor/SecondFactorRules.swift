import House
import Kernel
import Storage
import Web

extension Snapshot {
    /// Whether the account asks for a code besides the password.
    package func hasSecondFactor(_ user: UserID) throws -> Bool { try SecondFactor.isOn(for: user, in: self) }
}

extension IdentitySlice {
    /// Whether a role of the user asks for a second factor: on the platform by a setting, in a business by its own rule (A5). Whoever has
    /// such a role and no second factor can set one up, and can't use the role before.
    func needsSecondFactor(_ user: User, in db: Snapshot) throws -> Bool {
        try user.role == .admin && house.rules.adminsNeedSecondFactor || memberNeedsSecondFactor(user.id, db)
    }
}
