import House
import Kernel
import Storage
import Web

extension IdentitySlice {
    /// Takes away the API keys that were made before anybody had proven the address: whoever made them need not be who now has. None are
    /// made that way any more; accounts from before may have some.
    func reclaim(_ user: UserID, _ visit: Visit, in db: Transaction) throws {
        let origin = Origin(actor: .user(user), address: visit.address, agent: visit.agent)
        for key in try db.apiKeys(of: user) {
            try db.execute("DELETE FROM api_keys WHERE id = \(key.id)")
            try events.emit(
                "user.api_key_revoked", business: 0, subject: user.description, by: origin,
                details: ["key": .string(key.id.description)], in: db)
        }
    }
}
