import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// How many times one client may hold at once at one business (M1): who holds everything sells nothing. A client is a network, as far
/// as it can be told from outside, under a seal of this installation; the rows go when their holds end.
extension BookingSlice {
    /// Counts `id` among the holds of whoever asks. Throws 429 `too_many_holds` when there are as many as one may have.
    func count(_ id: BookingID, until end: Instant, _ business: BusinessID, by origin: Origin, in db: Transaction)
        throws
    {
        guard let most = house.rules.holdsPerClient, !origin.address.isEmpty else { return }
        let client = identity.keys.seal("hold|\(business)|\(Incoming.network(origin.address))")
        // The row with no booking is there to be locked: two of the same client at once are counted one after the other.
        try db.execute(
            """
            INSERT INTO hold_clients (business_id, client, booking_id, ends_at) VALUES (\(business), \(client), 0, \(end))
            ON CONFLICT (business_id, client, booking_id) DO UPDATE SET ends_at = excluded.ends_at
            """)
        let held: Int? = try db.value(
            """
            SELECT COUNT(*) FROM hold_clients
            WHERE business_id = \(business) AND client = \(client) AND booking_id <> 0 AND ends_at > \(db.now)
            """)
        guard held ?? 0 < most else {
            throw Problem(429, "too_many_holds", ["count": "\(most)"], retryAfter: 60)
        }
        try db.execute(
            """
            INSERT INTO hold_clients (business_id, client, booking_id, ends_at)
            VALUES (\(business), \(client), \(id), \(end))
            """)
    }
}

extension BookingSlice {
    /// Forgets who has held something in a business where nothing has been held since; housekeeping calls it. Returns how many rows.
    package static func forgetHolders(limit: Int, in db: Transaction) throws -> Int {
        try db.execute(
            """
            DELETE FROM hold_clients WHERE (business_id, client, booking_id) IN (
                SELECT business_id, client, booking_id FROM hold_clients WHERE ends_at < \(db.now - .hours(1))
                ORDER BY ends_at LIMIT \(limit))
            """)
    }
}

extension Transaction {
    /// A hold has ended, whatever became of it: nothing is left of who had it.
    func forgetHolder(of hold: Booking) throws {
        try execute(
            """
            DELETE FROM hold_clients WHERE business_id = \(hold.business)
            AND (booking_id = \(hold.id) OR booking_id = 0 AND ends_at <= \(now))
            """)
    }
}
