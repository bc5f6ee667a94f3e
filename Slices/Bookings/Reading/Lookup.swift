import Catalogue
import Identity
import Kernel
import Storage
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

    /// The customer's refund if they cancelled now.
    func refundNow(_ booking: Booking, at now: Instant) -> (share: Int, amount: Money) {
        let share = booking.refunds.share(at: now, start: booking.start, by: .customer)
        return (share, booking.price.percent(basisPoints: share))
    }
}
