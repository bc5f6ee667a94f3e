import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Takes away every way in that was made before anybody had proven the address: whoever made it need not be who now has. A second
    /// factor of theirs would keep the owner out, a key of theirs would stay in.
    func reclaim(_ user: UserID, _ visit: Visit, in db: Transaction) throws {
        let origin = Origin(actor: .user(user), address: visit.address, agent: visit.agent)
        for key in try db.apiKeys(of: user) {
            try db.execute("DELETE FROM api_keys WHERE id = \(key.id)")
            try events.emit(
                "user.api_key_revoked", business: 0, subject: user.description, by: origin,
                details: ["key": .string(key.id.description)], in: db)
        }
        let hadFactor = try SecondFactor.isOn(for: user, in: db)
        try SecondFactor.remove(of: user, in: db)
        guard hadFactor else { return }
        try events.emit("user.second_factor_disabled", business: 0, subject: user.description, by: origin, in: db)
    }
}
