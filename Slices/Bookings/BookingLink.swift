import House
import Identity
import Kernel
import Web

extension BookingSlice {
    /// How long after the end a customer's link still opens their booking.
    private static let linkLife = Span.days(90)

    /// The key of the customer's signed link: it opens this one booking, to look and to cancel. Not stored anywhere.
    package func linkKey(_ booking: Booking) -> String { identity.keys.seal("booking|manage|\(booking.id)") }

    /// `/b/K7M2Q9XA/…`: the page of one booking.
    package func path(_ booking: Booking) -> String { "/b/\(booking.reference)/\(linkKey(booking))" }

    package func url(_ booking: Booking) -> String { house.baseURL + path(booking) }

    /// The booking that a link opens. A wrong key, an ended link and an unknown booking answer alike.
    package func opened(_ booking: Booking?, key: String, at now: Instant) throws(Problem) -> Booking {
        guard let booking, identity.keys.holds(key, for: "booking|manage|\(booking.id)"),
            now < booking.end + Self.linkLife,
            booking.status != .held, booking.clientName != nil
        else { throw .notFound }
        return booking
    }
}
