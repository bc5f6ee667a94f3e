import Catalogue
import Kernel
import Storage
import Web

package struct ParticipantID: EntityID, ColumnValue {
    package static let prefix = "par"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

extension Transaction {
    func insertParticipants(_ names: [String], of booking: Booking) throws {
        for (position, name) in names.enumerated() {
            try execute(
                """
                INSERT INTO participants (business_id, id, booking_id, position, name)
                VALUES (\(booking.business), \(newID(ParticipantID.self)), \(booking.id), \(position), \(name))
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
}
