import Kernel
import Storage
import Web

package struct EventID: EntityID, ColumnValue {
    package static let prefix = "evt"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Who did something.
package enum Actor: Sendable, Equatable {
    case user(UserID)
    /// The customer of the booking, by its signed link.
    case customer
    case guest
    case system

    package var text: String {
        switch self {
        case .user(let id): id.description
        case .customer: "customer"
        case .guest: "guest"
        case .system: "system"
        }
    }
}

/// Who asks and from where: what an event keeps of a visit.
package struct Origin: Sendable {
    package let actor: Actor
    package let address: String
    package let agent: String

    package init(actor: Actor, address: String = "", agent: String = "") {
        self.actor = actor
        self.address = address
        self.agent = agent
    }

    package static let system = Origin(actor: .system)

    /// The visit's signed-in user, or else `guest`.
    package init(_ visit: Visit, guest: Actor = .guest) {
        self.init(actor: visit.visitor.userID.map(Actor.user) ?? guest, address: visit.address, agent: visit.agent)
    }
}

extension Visitor {
    package var userID: UserID? { signedIn.map { UserID(rawValue: $0.id) } }
}
