import Customers
import House
import Identity
import Kernel
import Timekeeping
import Web

/// How many bookings an hour strangers may make under one e-mail address (M1): each sends mails there, and whoever types an address
/// need not be the one who reads it. Counted in memory, on each node.
struct ReceiverLimit: Sendable {
    private let counts = RateLimiter()

    /// Throws 429 `too_many_for_receiver`.
    func admit(_ client: Client, most: Int?, at now: Instant) throws(Problem) {
        guard let most, let email = client.reach.email else { return }
        if let seconds = counts.take(Secret.hash(email), most: most, per: .hours(1), at: now) {
            throw Problem(429, "too_many_for_receiver", ["seconds": "\(seconds)"], retryAfter: seconds)
        }
    }
}

extension BookingSlice {
    /// Asked at each public door before anything is booked.
    package func admit(_ client: Client) throws(Problem) {
        try receivers.admit(client, most: house.rules.bookingsPerReceiver, at: house.clock.now())
    }
}
