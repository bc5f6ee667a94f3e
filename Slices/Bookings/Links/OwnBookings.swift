import Kernel
import Storage
import Web

/// Which of a customer's bookings are asked for (H3).
package enum OwnBookings: String, Sendable {
    case all, upcoming, history

    fileprivate func condition(at now: Instant) -> SQL {
        let isLive: SQL = "b.end_at > \(now) AND b.status IN ('pending', 'pending_payment', 'confirmed', 'checked_in')"
        return switch self {
        case .all: "b.status <> 'held'"
        case .upcoming: isLive
        case .history: "b.status <> 'held' AND NOT (\(isLive))"
        }
    }
}

extension Snapshot {
    /// The bookings that were made with this address, at every business: those to come by start, all others the latest first. Who merely
    /// shares a customer's telephone number sees nothing.
    package func bookings(madeBy email: String, _ which: OwnBookings, after cursor: String?, limit: Int) throws
        -> BookingBatch
    {
        let place = cursor?.split(separator: "_").compactMap { Int64($0) } ?? []
        if cursor != nil && place.count != 2 { throw Problem.field("cursor", "not_cursor") }
        let (order, beyond): (SQL, SQL) = which == .upcoming ? ("ASC", ">") : ("DESC", "<")
        let after: SQL = place.count == 2 ? " AND (b.start_at, b.id) \(beyond) (\(place[0]), \(place[1]))" : ""
        let found = try rows(
            """
            SELECT b.* FROM customers c JOIN bookings b ON b.business_id = c.business_id AND b.customer_id = c.id
            WHERE c.email = \(email) AND b.client_email = \(email) AND \(which.condition(at: now))\(after)
            ORDER BY b.start_at \(order), b.id \(order) LIMIT \(limit + 1)
            """
        ).map(Booking.init)
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last.map { "\($0.start.milliseconds)_\($0.id.rawValue)" } : nil
        return BookingBatch(bookings: page, next: next)
    }
}
