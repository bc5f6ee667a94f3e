import Kernel
import Storage
import Timekeeping
import Web

/// Which events a list shows (M3).
package struct EventFilter: Sendable {
    /// The beginning of an action's name: `booking` or `booking.cancelled`.
    package var action: String?
    /// A user's id, or `customer`, `guest`, `system`.
    package var actor: String?
    package var subject: String?
    /// From here on, and before there.
    package var from: Instant?
    package var to: Instant?

    package static let query = [
        Field("action", .text(1...60), optional: true, "Its name or the beginning of it.", sample: "booking"),
        Field("actor", .text(1...40), optional: true, "A user's id, `customer`, `guest` or `system`.", sample: nil),
        Field("subject", .text(1...40), optional: true, "Id of what it happened to.", sample: nil),
        Field("from", .formatted(.date), optional: true, sample: "2026-11-01"),
        Field("to", .formatted(.date), optional: true, "Inclusive.", sample: "2026-11-30"),
    ]

    /// - Parameter zone: in which the dates are meant.
    package init(_ fields: Fields, _ zone: Zone) {
        action = fields.text("action")
        actor = fields.text("actor")
        subject = fields.text("subject")
        from = fields.date("from").map { zone.startOfDay($0) }
        to = fields.date("to").map { zone.startOfDay($0.adding(days: 1)) }
    }

    fileprivate var conditions: [SQL] {
        var list: [SQL] = []
        if let action {
            let name = action.lowercased()
            list.append("(action = \(name) OR \(SearchText("\(name).", isPrefix: true).isIn("action")))")
        }
        if let actor { list.append("actor = \(actor)") }
        if let subject { list.append("subject = \(subject)") }
        if let from { list.append("at >= \(from)") }
        if let to { list.append("at < \(to)") }
        return list
    }
}

/// One event as its readers see it.
package struct LoggedEvent: Sendable {
    package let id: EventID
    package let business: Int64
    package let action: String
    /// A user's id, or `customer`, `guest`, `system`.
    package let actor: String
    /// The user's name, where a user did it.
    package let actorName: String?
    package let subject: String
    package let details: JSON
    package let address: String
    package let agent: String
    package let at: Instant
    /// Its place in the chain of hashes; nil until it is sealed, a moment later.
    package let position: Int?
    package let hash: String?
}

extension Snapshot {
    /// Events of `business`, 0 for the platform's, the latest first; the cursor is the last one's id.
    package func events(_ business: Int64, _ filter: EventFilter, after: EventID?, limit: Int) throws -> [LoggedEvent] {
        var conditions: [SQL] = ["business_id = \(business)"] + filter.conditions
        if let after { conditions.append("id < \(after)") }
        let found = try rows(
            "SELECT * FROM events WHERE \(SQL.joined(conditions, by: " AND ")) ORDER BY id DESC LIMIT \(limit)")
        let actors: [UserID] = try found.compactMap { UserID(try $0["actor"] as String) }
        let names = try names(of: actors)
        return try found.map { row in
            let (actor, details): (String, String) = (try row["actor"], try row["details"])
            return LoggedEvent(
                id: try row["id"], business: business, action: try row["action"], actor: actor,
                actorName: UserID(actor).flatMap { names[$0] }, subject: try row["subject"],
                details: (try? JSON.parse(Array(details.utf8))) ?? [:], address: try row["address"],
                agent: try row["agent"], at: try row["at"], position: try row["position"], hash: try row["hash"])
        }
    }

    /// The names of these users.
    package func names(of users: [UserID]) throws -> [UserID: String] {
        guard !users.isEmpty else { return [:] }
        return try rows("SELECT id, name FROM users WHERE id IN \(list: Set(users).sorted())").reduce(into: [:]) {
            $0[try $1[0]] = try $1[1] as String
        }
    }
}
