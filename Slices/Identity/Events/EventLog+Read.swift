import Kernel
import Storage
import Web

/// One line of a history, for people.
package struct PastEvent: Sendable {
    package let action: String
    /// `user`, `customer`, `guest` or `system`.
    package let actor: String
    /// The user's name, where a user did it.
    package let userName: String?
    package let details: JSON
    package let at: Instant
}

extension Snapshot {
    /// What happened to one thing of a business, oldest first; the first 200.
    package func history(business: Int64, of subject: String) throws -> [PastEvent] {
        try rows(
            """
            SELECT action, actor, details, at FROM events WHERE business_id = \(business) AND subject = \(subject)
            ORDER BY id LIMIT 200
            """
        ).map { row in
            let (actor, details): (String, String) = (try row["actor"], try row["details"])
            let id: UserID? = UserID(actor)
            let user = try id.flatMap { try self.user($0) }
            return PastEvent(
                action: try row["action"], actor: id == nil ? actor : "user", userName: user?.name,
                details: (try? JSON.parse(Array(details.utf8))) ?? [:], at: try row["at"])
        }
    }
}
