import Identity
import Kernel
import Storage
import Web

extension BookingSlice {
    /// Cancels (D6), with the refund that was shown: the tier that holds now, of the policy stored with the booking; all of it
    /// when the business cancels. A customer can't once it has begun.
    package func cancel(
        _ id: BookingID, as canceller: Canceller, reason: String? = nil, by origin: Origin, in db: Transaction
    ) throws -> Booking {
        guard let booking = try db.lockedBooking(id) else { throw Problem.notFound }
        _ = try legal(booking, .cancelled)
        if canceller == .customer, db.now >= booking.start { throw Problem.started }
        let share = booking.refunds.share(at: db.now, start: booking.start, by: canceller)
        try end(booking, .cancelled, as: canceller, reason: reason, refundShare: share, by: origin, in: db)
        return try fresh(id, in: db)
    }
}
