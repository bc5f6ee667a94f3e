import Catalogue
import Identity
import Web

/// Beyond capacity: owners and managers may, where they say so (`domain.md`). No door for clients has the field.
package enum Overbooking {
    package static let field = Field(
        "overbook", .boolean, optional: true,
        "Book although there is no room; needs booking:overbook. Where there is room nothing is different.",
        sample: false)

    /// Whether it is asked for. Throws 403 for who may not.
    package static func isAsked(_ fields: Fields, by member: Membership) throws(Problem) -> Bool {
        guard fields.bool(field.name) ?? false else { return false }
        try member.require(.bookingOverbook)
        return true
    }
}
