import Catalogue
import Identity

/// Who reads a booking (D9): what is noted for some is not shown to others.
package enum Reader: Sendable {
    case customer
    /// No contact data, no notes of the team.
    case viewer
    case staff
    /// Who may change the business's settings.
    case owner

    package init(_ member: Membership) {
        // An API key may have the one without the other.
        guard member.may(.customersView) else {
            self = .viewer
            return
        }
        self = member.may(.settingsModify) ? .owner : .staff
    }

    package var showsContact: Bool { self != .viewer }
    /// Whether the team's notes are shown.
    package var isStaff: Bool { self == .staff || self == .owner }
}
