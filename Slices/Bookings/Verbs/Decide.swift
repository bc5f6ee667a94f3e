import Identity
import Kernel
import Storage
import Web

extension BookingSlice {
    /// Why a request is rejected, or a booking cancelled.
    package static let reason = Field(
        "reason", .text(1...500, lines: true), "The client is told.", sample: "Ana is ill that day.")

    /// Approves a request (D5): one click. Throws 409 when it is not waiting any more.
    package func approve(_ id: BookingID, by origin: Origin, in db: Transaction) throws -> Booking {
        guard let booking = try db.lockedBooking(id) else { throw Problem.notFound }
        guard booking.status == .pending else {
            throw Problem.illegal(IllegalTransition(from: booking.status, to: .confirmed))
        }
        try db.move(booking, to: try legal(booking, .confirmed))
        let approved = try fresh(id, in: db)
        try follow(approved, noShowMinutes: try db.noShowMinutes(approved), in: db)
        try emit("booking.confirmed", booking.business, id, by: origin, details: ["from": "pending"], in: db)
        return approved
    }

    /// Rejects a request with a reason that the client is told (D5).
    package func reject(_ id: BookingID, reason: String, by origin: Origin, in db: Transaction) throws -> Booking {
        guard let booking = try db.lockedBooking(id) else { throw Problem.notFound }
        try end(booking, .rejected, reason: reason, refundShare: nil, by: origin, in: db)
        return try fresh(id, in: db)
    }
}
