import House
import Kernel
import Storage

extension Booking {
    /// Bookings and ledger agree: who should hold capacity holds it, who should not does not.
    static let claimsProof = Proof("a booking holds claims exactly while its state takes capacity") { db in
        let rows = try db.rows(
            """
            SELECT b.id, b.status, b.start_at, b.end_at, COUNT(c.id) AS held,
                (SELECT COUNT(DISTINCT n.position) FROM offering_needs n JOIN offerings o ON o.business_id = n.business_id AND o.id = n.offering_id
                    WHERE n.business_id = b.business_id AND n.offering_id = b.offering_id AND o.updated_at < b.created_at
                        AND b.session_id IS NULL) AS needed,
                CAST(COALESCE(SUM(CASE WHEN c.id IS NOT NULL AND (c.from_at > b.start_at OR c.to_at < b.end_at
                    OR COALESCE(c.session_id, 0) <> COALESCE(b.session_id, 0)
                    OR b.session_id IS NOT NULL AND c.units <> b.party) THEN 1 ELSE 0 END), 0) AS BIGINT) AS wrong
            FROM bookings b LEFT JOIN claims c ON c.business_id = b.business_id AND c.booking_id = b.id AND c.released_at IS NULL
            GROUP BY b.business_id, b.id, b.status, b.start_at, b.end_at, b.offering_id, b.created_at, b.session_id
            """)
        var faults: [String] = []
        for row in rows {
            let (id, status, held): (BookingID, BookingStatus, Int) = (
                try row["id"], try row["status"], try row["held"]
            )
            if status.releasesCapacity && held > 0 {
                faults.append("\(id) is \(status.rawValue) and still holds \(held) claims")
            }
            let wrong: Int = try row["wrong"]
            if wrong > 0 { faults.append("\(id) holds \(wrong) claims that are not of its time, session or party") }
            // An offering that has changed since may need more or less than it did.
            let needed: Int = try row["needed"]
            if status.claimsCapacity, held < max(1, needed) {
                faults.append("\(id) is \(status.rawValue) and holds \(held) claims of \(max(1, needed))")
            }
        }
        let orphans = try db.rows(
            """
            SELECT c.booking_id FROM claims c LEFT JOIN bookings b ON b.business_id = c.business_id AND b.id = c.booking_id
            WHERE b.id IS NULL AND c.booking_id <> 0
            """)
        faults += try orphans.map { "claims of \(BookingID(rawValue: try $0[0])) have no booking" }
        return (rows.count + orphans.count, faults)
    }

    /// Nothing is stuck (Q5): what should have expired an hour ago has.
    static let dueProof = Proof("no hold or request is still open an hour after its time") { db in
        let late = try db.rows(
            """
            SELECT id FROM bookings WHERE status IN ('held', 'pending', 'pending_payment') AND expires_at IS NOT NULL
                AND expires_at < \(db.now - .hours(1))
            """)
        let open: Int =
            try db.value("SELECT COUNT(*) FROM bookings WHERE status IN ('held', 'pending', 'pending_payment')") ?? 0
        return (open, try late.map { "\(try $0[0] as BookingID) should have expired" })
    }
}
