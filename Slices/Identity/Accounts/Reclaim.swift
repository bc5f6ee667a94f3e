import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Takes away the API keys, and a second factor that was begun and waits for its first code, of an address that nobody had proven:
    /// whoever made them need not be who now has. None are made that way any more; accounts from before may have some.
    func reclaim(_ user: UserID, _ visit: Visit, in db: Transaction) throws {
        try SecondFactor.removeBegun(of: user, in: db)
        let origin = Origin(actor: .user(user), address: visit.address, agent: visit.agent)
        for key in try db.apiKeys(of: user) {
            try db.execute("DELETE FROM api_keys WHERE id = \(key.id)")
            try events.emit(
                "user.api_key_revoked", business: 0, subject: user.description, by: origin,
                details: ["key": .string(key.id.description)], in: db)
        }
    }
}
