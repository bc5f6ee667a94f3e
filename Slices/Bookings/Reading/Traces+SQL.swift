import Catalogue
import Customers
import Kernel
import Storage

/// By what the bookings of one client can be found in every other table.
package struct BookingTraces: Sendable {
    package let ids: [BookingID]
    package let references: [String]
    package let emails: [String]
}

extension Snapshot {
    /// - Parameter email: only what was booked with this address; nil is all.
    package func traces(_ business: BusinessID, of customer: CustomerID, under email: String? = nil) throws
        -> BookingTraces
    {
        let only: SQL = email.map { " AND client_email = \($0)" } ?? ""
        let rows = try rows(
            """
            SELECT id, reference, client_email FROM bookings
            WHERE business_id = \(business) AND customer_id = \(customer)\(only)
            ORDER BY start_at DESC, id LIMIT 20000
            """)
        return BookingTraces(
            ids: try rows.map { try $0[0] }, references: try rows.map { try $0[1] },
            emails: Set(try rows.compactMap { try $0[2] as String? }).sorted())
    }

    /// What the client still has before them, by start.
    package func upcoming(_ business: BusinessID, of customer: CustomerID) throws -> [Booking] {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(business) AND customer_id = \(customer) AND end_at > \(now)
                AND status IN ('pending', 'pending_payment', 'confirmed', 'checked_in') ORDER BY start_at, id LIMIT 1000
            """
        ).map(Booking.init)
    }

    /// How many bookings the client has, and when the last of them ended or will.
    package func visits(_ business: BusinessID, of customer: CustomerID) throws -> (count: Int, last: Instant?) {
        let row = try first(
            "SELECT COUNT(*), MAX(end_at) FROM bookings WHERE business_id = \(business) AND customer_id = \(customer)")
        return (try row?[0] ?? 0, try row?[1])
    }

    /// The latest bookings of a client.
    package func bookings(_ business: BusinessID, of customer: CustomerID, limit: Int) throws -> [Booking] {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(business) AND customer_id = \(customer)
            ORDER BY start_at DESC, id DESC LIMIT \(limit)
            """
        ).map(Booking.init)
    }

    /// Clients who were last here before `moment`, or were never here and have been known since before it.
    package func idle(_ business: BusinessID, since moment: Instant, limit: Int) throws -> [CustomerID] {
        try rows("SELECT c.id FROM \(Self.idle(business, moment)) ORDER BY c.id LIMIT \(limit)").map { try $0[0] }
    }

    package func idleCount(_ business: BusinessID, since moment: Instant) throws -> Int {
        try value("SELECT COUNT(*) FROM \(Self.idle(business, moment))") ?? 0
    }

    private static func idle(_ business: BusinessID, _ moment: Instant) -> SQL {
        """
        customers c WHERE c.business_id = \(business) AND c.erased_at IS NULL AND c.created_at < \(moment) AND NOT EXISTS (
            SELECT 1 FROM bookings b WHERE b.business_id = c.business_id AND b.customer_id = c.id AND b.end_at >= \(moment))
        """
    }
}
