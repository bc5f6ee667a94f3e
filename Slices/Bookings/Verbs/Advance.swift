import Identity
import Jobs
import Kernel
import Storage
import Web

extension BookingSlice {
    /// The step to `checked_in`, `completed` or `no_show` (D8). None of them frees anything. Staff may take each, and a
    /// client by `arrive` the first.
    package func advance(_ id: BookingID, to status: BookingStatus, by origin: Origin, in db: Transaction) throws
        -> Booking
    {
        guard let booking = try db.lockedBooking(id) else { throw Problem.notFound }
        guard [.checkedIn, .completed, .noShow].contains(status) else {
            throw Problem.field("status", "not_a_choice", ["choices": ""])
        }
        try db.move(booking, to: try legal(booking, status))
        try JobQueue.cancel(key: Self.noShowKey(id), in: db)
        if status != .checkedIn { try JobQueue.cancel(key: Self.completionKey(id), in: db) }
        try emit("booking.\(status.rawValue)", booking.business, id, by: origin, in: db)
        return try fresh(id, in: db)
    }
}
