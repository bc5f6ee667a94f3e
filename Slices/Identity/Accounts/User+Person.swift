import House
import Kernel
import Storage

extension Snapshot {
    /// The user with every name by which rows speak of them; nil for nobody, and for who is erased already.
    package func person(_ id: UserID) throws -> Person? {
        guard let row = try first("SELECT * FROM users WHERE id = \(id) AND erased_at IS NULL") else { return nil }
        let user = try User(row)
        let proven = user.emailVerifiedAt == nil ? [] : [user.email]
        return Person(.user(id.rawValue), in: dialect, names: [id.description], handles: [user.username] + proven)
    }
}

extension Transaction {
    /// The user with the row locked: nobody changes the account meanwhile.
    package func lockedUser(_ id: UserID) throws -> User? {
        try first("SELECT * FROM users WHERE id = \(id)\(dialect.forUpdate)").map(User.init)
    }
}
