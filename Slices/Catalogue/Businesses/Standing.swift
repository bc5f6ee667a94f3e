import Storage
import Words

/// Whether a business takes part (B2).
package enum Standing: String, Sendable {
    case inUse = "in_use"
    /// Its owner has taken it out.
    case outOfUse = "out_of_use"
    /// The platform has, and nobody else brings it back.
    case suspended

    package func sentence(_ words: Wording) -> String { words("standing.\(rawValue)") }
}

extension Snapshot {
    package func standing(_ business: Business) throws -> Standing {
        business.isActive ? .inUse : try isSuspended(business.id) ? .suspended : .outOfUse
    }
}
