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
    /// When and from where something happened on the platform, for a mail that tells of it.
    package func origin(ofPlatformEvent id: EventID) throws -> (at: Instant, address: String, device: String)? {
        try first("SELECT at, address, agent FROM events WHERE business_id = 0 AND id = \(id)").map {
            (try $0[0], try $0[1], Device.name(try $0[2]))
        }
    }

    /// What an event of `business` says besides; nothing where there is no such event, or what it said was taken out.
    package func details(ofEvent id: EventID, business: Int64) throws -> JSON {
        let text: String? = try value("SELECT details FROM events WHERE business_id = \(business) AND id = \(id)")
        return text.flatMap { try? JSON.parse(Array($0.utf8)) } ?? [:]
    }

    /// Whether one of `actions` was done to `subject` by whoever asks now, as far as can be told: by the same user, or by a stranger from
    /// the same network.
    package func isByOne(of actions: [String], business: Int64, to subject: String, _ origin: Origin) throws -> Bool {
        let rows = try rows(
            """
            SELECT actor, address FROM events
            WHERE business_id = \(business) AND subject = \(subject) AND action IN \(list: actions)
            """)
        return try rows.contains { row in
            let (actor, address): (String, String) = (try row[0], try row[1])
            if UserID(actor) != nil { return actor == origin.actor.text }
            return [Actor.guest, .customer].map(\.text).contains(actor)
                && Incoming.network(address) == Incoming.network(origin.address)
        }
    }

    /// What happened to one thing of a business, oldest first; the first 200.
    package func history(business: Int64, of subject: String) throws -> [PastEvent] {
        try rows(
            """
            SELECT action, actor, details, at FROM events WHERE business_id = \(business) AND subject = \(subject)
            ORDER BY id LIMIT 200
            """
        ).map { row in
            let (actor, details): (String, String) = (try row["actor"], try row["details"])
            let name = try UserID(actor).flatMap { try user($0)?.name }
            return PastEvent(
                action: try row["action"], actor: UserID(actor) == nil ? actor : "user", userName: name,
                details: (try? JSON.parse(Array(details.utf8))) ?? [:], at: try row["at"])
        }
    }
}
