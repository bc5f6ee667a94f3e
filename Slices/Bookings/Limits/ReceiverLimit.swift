import Customers
import House
import Identity
import Kernel
import Storage
import Web

/// How many bookings an hour strangers may make or move under one e-mail address, their client's or a participant's (M1): each sends
/// a mail there, and whoever types an address need not be the one who reads it. Counted in the database, for all nodes, in the
/// transaction of what sends the mails: what is refused counts nothing.
extension BookingSlice {
    private static let window = Span.hours(1)

    /// Counts the mails of these bookings, each of which was placed. Throws 429 `too_many_for_receiver`.
    ///
    /// It comes last: whoever waits here has locked all else already, so nobody waits in a circle.
    func countMails(_ placed: [(request: PlaceRequest, order: Order)], in db: Transaction) throws {
        var mails: [String: Int] = [:]
        for (request, order) in placed where !request.ask.isByStaff {
            let client = request.client.reach.email
            for email in [client] + order.participantEmails.filter({ $0 != client }) {
                if let email { mails[email, default: 0] += 1 }
            }
        }
        try count(mails, in: db)
    }

    /// The same for one that its customer has moved; of a client without an address, whose business hears of each move, the booking.
    func countMails(moving booking: Booking, in db: Transaction) throws {
        let people = try db.participantList(booking).compactMap(\.email).filter { $0 != booking.clientEmail }
        let all = [booking.clientEmail ?? booking.id.description] + people
        try count(Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +), in: db)
    }

    private func count(_ mails: [String: Int], in db: Transaction) throws {
        guard let most = house.rules.bookingsPerReceiver else { return }
        for (email, count) in mails.sorted(by: { $0.key < $1.key }) {
            let receiver = identity.keys.seal("receiver|\(email)")
            let cost = Span.milliseconds(Self.window.milliseconds / Int64(max(1, most))) * count
            // One whole series is let through where nothing was made before; what it is beyond an hour's share is waited for.
            guard count <= max(most, Self.seriesMost), try db.take(cost, of: receiver, Self.window) else {
                let seconds = try db.wait(for: cost, of: receiver, Self.window)
                throw Problem(429, "too_many_for_receiver", ["seconds": "\(seconds)"], retryAfter: seconds)
            }
        }
    }
}

extension Transaction {
    /// Takes `cost` of a receiver's share, which grows as time goes by and is `window` at most: the row says when it is whole again.
    /// False where less is left. One statement, so that of many at once each finds what the others have left.
    fileprivate func take(_ cost: Span, of receiver: String, _ window: Span) throws -> Bool {
        try execute(
            """
            INSERT INTO mail_receivers (receiver, free_at) VALUES (\(receiver), \(now + cost))
            ON CONFLICT (receiver) DO UPDATE SET free_at = \(cost.milliseconds)
                + CASE WHEN mail_receivers.free_at > \(now) THEN mail_receivers.free_at ELSE \(now) END
            WHERE mail_receivers.free_at <= \(now) OR mail_receivers.free_at <= \(now + window - cost)
            """) == 1
    }

    /// Receivers whose share is whole again.
    package func forgetReceivers() throws { try execute("DELETE FROM mail_receivers WHERE free_at <= \(now)") }
}

extension Snapshot {
    /// Seconds until so much of a receiver's share is there.
    fileprivate func wait(for cost: Span, of receiver: String, _ window: Span) throws -> Int {
        let freeAt: Instant? = try value("SELECT free_at FROM mail_receivers WHERE receiver = \(receiver)")
        return max(1, Int((((freeAt ?? now) - now) + cost - window).milliseconds + 999) / 1_000)
    }
}
