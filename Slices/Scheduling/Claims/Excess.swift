import Catalogue
import Kernel
import Web

/// What was taken beyond its capacity: somebody's time, or the seats of a session.
package struct Excess: Sendable {
    enum Subject: Hashable, Sendable {
        case resource(ResourceID)
        case session(SessionID)
    }

    let subject: Subject
    let capacity: Int
    /// At the fullest instant, with what was taken now.
    let claimed: Int

    init(of subject: Subject, capacity: Int, claimed: Int) {
        self.subject = subject
        self.capacity = capacity
        self.claimed = claimed
    }

    /// For the event.
    package var json: JSON {
        let named: JSON.Member =
            switch subject {
            case .resource(let id): .init("resource_id", .string(id.description))
            case .session(let id): .init("session_id", .string(id.description))
            }
        return .object([named, .init("capacity", .number(capacity)), .init("claimed", .number(claimed))])
    }
}
