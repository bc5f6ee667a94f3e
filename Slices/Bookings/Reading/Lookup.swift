import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web

extension BookingSlice {
    /// A booking for somebody who works at its business. What belongs to another business answers like what does not exist (A10).
    func found(_ visit: Visit, _ id: BookingID, _ permission: Permission, in db: Snapshot) throws -> (
        Booking, Membership
    ) {
        guard let booking = try db.booking(id), booking.status != .held || permission == .bookingViewAll else {
            throw Problem.notFound
        }
        let member = try db.membership(visit.visitor, booking.business, permission, reach: .own)
        try db.requireSeen(booking, by: member)
        return (booking, member)
    }

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
