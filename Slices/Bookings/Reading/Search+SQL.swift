import Catalogue
import Kernel
import Storage
import Web

extension Snapshot {
    /// Bookings with `text` in the client's name, or whose reference begins with `reference`, the latest first.
    package func bookings(
        _ member: Membership, _ text: SearchText, reference: SearchText, phone: SearchText?, byContact: Bool,
        limit: Int
    ) throws -> [Booking] {
        var ways = [reference.isIn("reference"), text.isIn("client_name")]
        if byContact { ways.append(text.isIn("client_email")) }
        if byContact, let phone { ways.append(phone.isIn("client_phone")) }
        return try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(member.business.id) AND \(Booking.isPlaced) AND \(member.reachesBooking) AND (\(SQL.joined(ways, by: " OR ")))
            ORDER BY start_at DESC, id DESC LIMIT \(limit)
            """
        ).map(Booking.init)
    }
}
