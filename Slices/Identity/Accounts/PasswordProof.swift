import Kernel
import Storage
import Web

/// A password that was right when it was looked at. A hash takes its time, and what is done by it comes later: whoever has set another
/// password or closed the account meanwhile has ended all that the old one opens.
package struct PasswordProof: Sendable {
    package let user: User
    /// What was stored.
    let hash: String
    /// What a wrong password is told.
    let refusal: Problem

    /// The user, whose account nobody changes until the commit. Throws `refusal` when the password no longer is the account's.
    @discardableResult
    package func hold(in db: Transaction) throws -> User {
        let row = try db.first("SELECT * FROM users WHERE id = \(user.id)\(db.dialect.forUpdate)")
        guard let row, try row["password"] == hash else { throw refusal }
        let current = try User(row)
        guard current.isActive else { throw refusal }
        return current
    }
}
