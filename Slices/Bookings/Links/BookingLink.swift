import Kernel
import Storage

/// What a link is for: each opens one thing and nothing besides (domain.md, decisions 4 and 6).
package enum LinkPurpose: String, Sendable, ColumnValue, CaseIterable {
    /// The customer's: look, move, cancel.
    case manage
    /// One participant's: look, calendar, the code for the desk.
    case view

    /// How long after the booking's end it still opens.
    package var life: Span {
        switch self {
        case .manage: .days(90)
        case .view: .days(1)
        }
    }
}

package struct LinkID: EntityID, ColumnValue {
    package static let prefix = "lnk"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// One link to one booking. What it is opened by is stored hashed.
package struct BookingLink: Sendable {
    package let id: LinkID
    package let booking: BookingID
    package let purpose: LinkPurpose
    /// Nil: the customer's own.
    package let participant: ParticipantID?
    /// Nil for the one that was signed by the installation's key, as each booking had before links were rows; empty while its mail is
    /// being written.
    let secretHash: String?
    /// Whether what opens it is made from this row; else it is random.
    let isSealed: Bool
    package let createdAt: Instant
    package let expiresAt: Instant
    /// To the hour.
    package let usedAt: Instant?
    package let revokedAt: Instant?

    init(_ row: Row) throws {
        id = try row["id"]
        booking = try row["booking_id"]
        purpose = try row["purpose"]
        participant = try row["participant_id"]
        secretHash = try row["secret_hash"]
        isSealed = try row["is_sealed"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        usedAt = try row["used_at"]
        revokedAt = try row["revoked_at"]
    }

    package func isOpen(at now: Instant) -> Bool { revokedAt == nil && now < expiresAt }
}
