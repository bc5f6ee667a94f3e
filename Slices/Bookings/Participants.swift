import Catalogue
import Kernel
import Storage
import Web

package struct ParticipantID: EntityID, ColumnValue {
    package static let prefix = "par"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Somebody who comes.
package struct Participant: Sendable, Equatable {
    package let id: ParticipantID
    package let name: String
    /// Where their own link goes.
    package let email: String?

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        email = try row["email"]
    }
}

extension Transaction {
    /// - Parameter emails: by position, where they are known; normalised.
    func insertParticipants(_ names: [String], _ emails: [String?], of booking: Booking) throws {
        for (position, name) in names.enumerated() {
            let email = position < emails.count ? emails[position] : nil
            try execute(
                """
                INSERT INTO participants (business_id, id, booking_id, position, name, email)
                VALUES (\(booking.business), \(newID(ParticipantID.self)), \(booking.id), \(position), \(name), \(email))
                """)
        }
    }
}

extension Snapshot {
    /// Names of those who come, in the order in which they were given.
    package func participants(_ booking: Booking) throws -> [String] {
        try rows(Self.participants(booking)).map { try $0[0] }
    }

    static func participants(_ booking: Booking) -> SQL {
        """
        SELECT name FROM participants WHERE business_id = \(booking.business) AND booking_id = \(booking.id)
        ORDER BY position
        """
    }

    package func participantList(_ booking: Booking) throws -> [Participant] {
        try rows(
            """
            SELECT id, name, email FROM participants WHERE business_id = \(booking.business) AND booking_id = \(booking.id)
            ORDER BY position
            """
        ).map(Participant.init)
    }

    func participants(_ booking: Booking, email: String) throws -> [ParticipantID?] {
        try participantList(booking).filter { $0.email == email }.map(\.id)
    }
}
