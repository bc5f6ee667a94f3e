import Catalogue
import House
import Identity
import Jobs
import Kernel
import Members
import Storage
import Web

extension PrivacySlice {
    /// Deletes an account: nobody can log in by it again, and nothing tells whose it was. What its user did in a business stays as the act
    /// of somebody who is gone. Throws 409 `last_owner`, `last_admin`.
    func erase(_ id: UserID, in db: Transaction) throws {
        guard let user = try db.lockedUser(id), let person = try db.person(id) else { throw Problem.notFound }
        try identity.requireDispensable(user, in: db)
        // Where from it was done is not kept: it would be the last thing known of them.
        let origin = Origin(actor: .user(id))
        try members.leaveAll(id, by: origin, in: db)
        for holding in holdings { try holding.erase(person, in: db) }
        try identity.events.emit("user.erased", business: 0, subject: id.description, by: origin, in: db)
        try purgeSoon(.request, in: db)
    }
}
