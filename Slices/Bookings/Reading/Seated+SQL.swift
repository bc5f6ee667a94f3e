import Catalogue
import Kernel
import Scheduling
import Storage

extension Snapshot {
    /// Bookings that have a place in a session, by the client's name.
    package func seated(_ session: Session) throws -> [Booking] {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(session.business) AND session_id = \(session.id)
                AND status NOT IN ('held', 'rejected', 'expired', 'cancelled')
            ORDER BY LOWER(client_name), id LIMIT 1000
            """
        ).map(Booking.init)
    }

    /// Names of those who come, by booking.
    package func participants(_ business: BusinessID, of bookings: [Booking]) throws -> [BookingID: [String]] {
        guard !bookings.isEmpty else { return [:] }
        var names: [BookingID: [String]] = [:]
        for row in try rows(
            """
            SELECT booking_id, name FROM participants WHERE business_id = \(business)
                AND booking_id IN \(list: bookings.map(\.id)) ORDER BY booking_id, position
            """)
        { names[try row[0], default: []].append(try row[1]) }
        return names
    }
}
