import Catalogue
import Identity
import Jobs
import Kernel
import Scheduling
import Storage
import Web

/// What every verb shares: what comes due later, the event, the end of a booking.
extension BookingSlice {
    static func expiryKey(_ id: BookingID) -> String { "expire \(id)" }
    static func completionKey(_ id: BookingID) -> String { "complete \(id)" }
    static func noShowKey(_ id: BookingID) -> String { "no-show \(id)" }

    /// Writes the jobs of the state that `booking` is in now.
    func follow(_ booking: Booking, noShowMinutes: Int?, in db: Transaction) throws {
        if let expiresAt = booking.expiresAt { try expire(booking.id, at: expiresAt, in: db) }
        if booking.status == .confirmed, let minutes = noShowMinutes {
            try expectBy(booking.start + .minutes(minutes), booking.id, in: db)
        }
        if booking.status == .confirmed {
            try JobQueue.enqueue(
                "Bookings.complete", ["booking": booking.id.description], due: booking.end,
                key: Self.completionKey(booking.id), in: db)
        }
    }

    /// Whoever is entered after that has come already.
    func expectBy(_ due: Instant, _ id: BookingID, in db: Transaction) throws {
        guard due > db.now else { return }
        try JobQueue.enqueue(
            "Bookings.noShow", ["booking": id.description], due: due, key: Self.noShowKey(id), in: db)
    }

    func expire(_ id: BookingID, at due: Instant, in db: Transaction) throws {
        try JobQueue.enqueue("Bookings.expire", ["booking": id.description], due: due, key: Self.expiryKey(id), in: db)
    }

    func emit(
        _ action: String, _ business: BusinessID, _ id: BookingID, by origin: Origin, details: JSON = [:],
        in db: Transaction
    ) throws {
        try identity.events.emit(
            action, business: business.rawValue, subject: id.description, by: origin, details: details, in: db)
    }

    /// What was taken beyond capacity is an event of its own.
    func note(_ excess: [Excess], of booking: Booking, by origin: Origin, in db: Transaction) throws {
        guard !excess.isEmpty else { return }
        try emit(
            "booking.overbooked", booking.business, booking.id, by: origin,
            details: [
                "start": .string(booking.start.rfc3339), "end": .string(booking.end.rfc3339),
                "exceeded": .list(excess, \.json),
            ], in: db)
    }

    /// The step, or the refusal that names both states.
    func legal(_ booking: Booking, _ status: BookingStatus) throws(Problem) -> BookingStatus {
        do { return try Lifecycle.move(booking.status, to: status) } catch { throw Problem.illegal(error) }
    }

    /// Moves to a state that gives the capacity back.
    func end(
        _ booking: Booking, _ status: BookingStatus, as side: Canceller? = nil, reason: String? = nil,
        refundShare: Int?, by origin: Origin,
        in db: Transaction
    ) throws {
        try db.move(booking, to: try legal(booking, status), reason: reason, refundShare: refundShare)
        if booking.status == .held { try db.forgetHolder(of: booking) }
        try scheduling.release(booking.business, of: .booking(booking.id), in: db)
        try JobQueue.cancel(key: Self.expiryKey(booking.id), in: db)
        try JobQueue.cancel(key: Self.completionKey(booking.id), in: db)
        try JobQueue.cancel(key: Self.noShowKey(booking.id), in: db)
        let details: JSON = [
            "from": .string(booking.status.rawValue), "reason": .text(reason), "refund_share": .number(refundShare),
            "by": .text(side?.rawValue),
        ]
        try emit("booking.\(status.rawValue)", booking.business, booking.id, by: origin, details: details, in: db)
    }

    /// The booking as it is after a verb.
    func fresh(_ id: BookingID, in db: Snapshot) throws -> Booking {
        guard let booking = try db.booking(id) else { throw Problem.notFound }
        return booking
    }
}
