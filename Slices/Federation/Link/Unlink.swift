import House
import Identity
import Kernel
import Storage
import Web

extension FederationSlice {
    /// Takes a way in away, for the account's own proof: the password, and the code where there is a second factor. Throws 404 for
    /// somebody else's, 409 `last_way_in` for the last one of an account without a password, 422 and 429 for what is wrong.
    func unlink(_ id: OutsideIdentityID, of owner: User, _ visit: Visit) async throws {
        let user = owner.id
        let proof = try await ownProof(owner, visit)
        try await identity.confirmCode(visit.body, of: owner, visit)
        try await house.store.write { db in
            try proof?.hold(in: db)
            // Two of the last two ways at once: the second waits here, and finds one left.
            _ = try db.rows("SELECT id FROM users WHERE id = \(user)\(db.dialect.forUpdate)")
            let all = try db.outsideIdentities(of: user)
            guard let found = all.first(where: { $0.id == id }), let account = try db.user(user) else {
                throw Problem.notFound
            }
            guard account.hasPassword || all.count > 1 else { throw Problem(409, "last_way_in") }
            try db.execute("DELETE FROM outside_identities WHERE id = \(id) AND user_id = \(user)")
            try emit("user.sign_in_unlinked", user, found.provider, visit, in: db)
        }
    }

    /// Ends every way in that was linked while nobody had proven the account's address: whoever opened it may not be whose address it
    /// is.
    package static func endUnproven(_ user: UserID, _ events: EventLog, in db: Transaction) throws {
        for found in try db.outsideIdentities(of: user) {
            try db.execute("DELETE FROM outside_identities WHERE id = \(found.id)")
            try events.emit(
                "user.sign_in_unlinked", business: 0, subject: user.description, by: .system,
                details: ["provider": .string(found.provider)], in: db)
        }
    }
}
