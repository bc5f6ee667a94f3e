import Catalogue
import House
import Kernel
import Storage
import Timekeeping
import Web

extension BookingSlice {
    /// How many references can be looked up a minute from one address, so that nobody goes through them.
    private static let lookUpsPerMinute = 30

    /// Throws 429 for who looks up one reference after the other.
    package func allowLookUp(_ visit: Visit) throws(Problem) {
        guard house.rules.limits.areRatesOn else { return }
        try lookUps.admit(
            Incoming.network(visit.address), perMinute: Self.lookUpsPerMinute, at: house.clock.now())
    }

    /// The booking of a typed reference, for what everybody may know of it: status, time and business. Nil alike for a reference that
    /// nobody has, for a hold, and once its link has ended.
    package func glance(_ typed: String, in db: Snapshot) throws -> (Booking, Business)? {
        guard let reference = Reference(typed), let booking = try db.booking(reference: reference.text),
            booking.status != .held, db.now < booking.end + LinkPurpose.manage.life,
            let business = try db.business(booking.business)
        else { return nil }
        return (booking, business)
    }
}
