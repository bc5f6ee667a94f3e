import House
import Jobs
import Kernel
import Storage
import Web

/// The append-only record of what happened (M3). An event is written in the transaction of its change, together with the jobs of its
/// listeners; the chain of hashes is closed over it right afterwards, outside that transaction (decision 0003).
package struct EventLog: Sendable {
    private let listeners: [String: [String]]
    private let pulse: Pulse

    init(listeners: [String: [String]], pulse: Pulse = Pulse()) {
        self.listeners = listeners
        self.pulse = pulse
    }

    /// - Parameters:
    ///   - business: the raw id of the business, 0 for the platform.
    ///   - subject: the id of what it happened to.
    ///   - details: what a reader needs to understand it; no secrets.
    @discardableResult
    package func emit(
        _ action: String, business: Int64, subject: String, by origin: Origin, details: JSON = [:], in db: Transaction
    ) throws -> EventID {
        let id = db.newID(EventID.self)
        try db.post(
            """
            INSERT INTO events (business_id, id, action, actor, subject, details, address, agent, at)
            VALUES (\(business), \(id), \(action), \(origin.actor.text), \(subject), \(details.text), \(origin.address), \(origin.agent), \(db.now))
            """)
        for job in listeners[action] ?? [] {
            try JobQueue.enqueue(
                job,
                [
                    "action": action, "business": "\(business)", "subject": subject, "event": id.description,
                    "actor": origin.actor.text,
                ],
                due: db.now, in: db)
        }
        if business != 0 { pulse.stir(business, in: db) }
        return id
    }
}
