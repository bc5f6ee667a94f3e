import Catalogue
import Customers
import Kernel
import Storage
import Web

/// By what the bookings of one client can be found in every other table.
package struct BookingTraces: Sendable {
    package let ids: [BookingID]
    package let references: [String]
    package let emails: [String]
    /// Ids and references of those that have changed while the oldest answer that is kept was given, or since.
    package let lately: [String]
}

extension Snapshot {
    /// - Parameter email: only of bookings under that address; nil for all.
    package func traces(_ business: BusinessID, of customer: CustomerID, under email: String? = nil) throws
        -> BookingTraces
    {
        let isUnder: SQL = email.map { "AND client_email = \($0)" } ?? ""
        let rows = try rows(
            """
            SELECT id, reference, client_email, updated_at FROM bookings WHERE business_id = \(business) AND customer_id = \(customer)
            \(isUnder) ORDER BY start_at DESC, id
            """)
        // Answers are forgotten by the hour.
        let oldest = now - Idempotency.retention - .hours(2)
        let changed = try rows.filter { try $0[3] as Instant >= oldest }
        return BookingTraces(
            ids: try rows.map { try $0[0] }, references: try rows.map { try $0[1] },
            emails: Set(try rows.compactMap { try $0[2] as String? }).sorted(),
            lately: try changed.flatMap { [(try $0[0] as BookingID).description, try $0[1] as String] })
    }

    /// Others' bookings to which somebody with one of these addresses comes along, the latest first.
    package func visits(_ business: BusinessID, by emails: [String], besides customer: CustomerID) throws -> [BookingID]
    {
        try rows(
            """
            SELECT DISTINCT b.id FROM participants p JOIN bookings b ON b.business_id = p.business_id AND b.id = p.booking_id
            WHERE p.business_id = \(business) AND \(dialect.isOne("p.email", of: emails)) AND COALESCE(b.customer_id, 0) <> \(customer)
            ORDER BY b.id DESC
            """
        ).map { try $0[0] }
    }

    /// What the client still has before them, by start.
    package func upcoming(_ business: BusinessID, of customer: CustomerID) throws -> [Booking] {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(business) AND customer_id = \(customer) AND end_at > \(now)
                AND status IN ('pending', 'pending_payment', 'confirmed', 'checked_in') ORDER BY start_at, id
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

    /// Up to `limit` clients who were last here before `moment`, or were never here and have been known since before it, by their ids;
    /// and where to look on, nil at the end. However few there are, no more than `idlePage` are looked at.
    package func idle(_ business: BusinessID, since moment: Instant, after: CustomerID?, limit: Int) throws
        -> (clients: [CustomerID], next: CustomerID?)
    {
        let page = try rows(
            """
            SELECT c.id, CASE WHEN \(Self.isIdle(since: moment)) THEN 1 ELSE 0 END FROM customers c
            WHERE c.business_id = \(business) AND c.id > \(after?.rawValue ?? 0) ORDER BY c.id LIMIT \(Self.idlePage)
            """
        ).map { (id: try $0[0] as CustomerID, isIdle: try $0[1] as Bool) }
        let clients = page.filter(\.isIdle).map(\.id)
        if clients.count > limit { return (Array(clients.prefix(limit)), clients[limit - 1]) }
        return (clients, page.count < Self.idlePage ? nil : page.last?.id)
    }

    package func idleCount(_ business: BusinessID, since moment: Instant) throws -> Int {
        try value(
            "SELECT COUNT(*) FROM customers c WHERE c.business_id = \(business) AND \(Self.isIdle(since: moment))") ?? 0
    }

    private static var idlePage: Int { 500 }

    private static func isIdle(since moment: Instant) -> SQL {
        """
        c.erased_at IS NULL AND c.created_at < \(moment) AND NOT EXISTS (
            SELECT 1 FROM bookings b WHERE b.business_id = c.business_id AND b.customer_id = c.id AND b.end_at >= \(moment))
        """
    }
}
