import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Changes capacity and look (C4). Throws 409 `capacity_claimed` with the bookings when more seats are claimed.
    package func changeSession(_ id: SessionID, _ fields: Fields, by origin: Origin, in db: Transaction) throws
        -> Session
    {
        guard let session = try db.lockedSession(id) else { throw Problem.notFound }
        guard session.cancelledAt == nil else { throw Problem(409, "session_over") }
        if let capacity = fields.integer("max_capacity"), capacity != session.seats.capacity {
            guard try db.resizeSeats(session.business, session.seats.id, to: capacity) else {
                throw try capacityClaimed(session, in: db)
            }
        }
        var look = SessionLook(session)
        look.isBookable = fields.bool("is_bookable") ?? look.isBookable
        look.hasWaitingList = fields.bool("has_waiting_list") ?? look.hasWaitingList
        if fields.has("booking_deadline_hours") { look.deadlineHours = fields.integer("booking_deadline_hours") }
        if fields.has("note") { look.note = fields.text("note") }
        try db.update(session, look)
        try identity.events.emit(
            "session.updated", business: session.business.rawValue, subject: id.description, by: origin,
            details: ["max_capacity": .number(fields.integer("max_capacity") ?? session.seats.capacity)], in: db)
        house.pulse.touch(session.business.rawValue, in: db)
        guard let fresh = try db.session(id) else { throw Problem.notFound }
        return fresh
    }

    private func capacityClaimed(_ session: Session, in db: Snapshot) throws -> Problem {
        let holders = try db.seatHolders(session.business, of: session.id)
        let seats = holders.reduce(0) { $0 + $1.seats }
        return Problem(
            409, "capacity_claimed", ["count": "\(holders.count)"],
            details: [
                .init("booked_count", .number(seats)),
                .init("bookings", .list(holders.prefix(100)) { .string($0.booking.description) }),
            ])
    }

    /// First step of removing a session: nobody can take a seat any more. Returns who has one. Throws 409 `session_over`.
    package func close(_ session: Session, in db: Transaction) throws -> [BookingID] {
        guard try db.closeSeats(session.business, session.seats.id) else { throw Problem(409, "session_over") }
        return try db.seatHolders(session.business, of: session.id).map(\.booking)
    }

    /// Last step: gives back what the session claimed. Throws 409 `session_booked` while somebody has a seat.
    package func end(_ session: Session, reason: String?, by origin: Origin, in db: Transaction) throws {
        let holders = try db.seatHolders(session.business, of: session.id)
        guard holders.isEmpty else { throw Problem.sessionBooked(holders.map(\.booking)) }
        try db.markCancelled(session, reason: reason)
        try db.releaseClaims(session.business, of: .session(session.id))
        try identity.events.emit(
            "session.cancelled", business: session.business.rawValue, subject: session.id.description, by: origin,
            details: ["reason": .text(reason)], in: db)
        house.pulse.touch(session.business.rawValue, in: db)
    }
}

extension Problem {
    package static func sessionBooked(_ bookings: [BookingID]) -> Problem {
        Problem(
            409, "session_booked", ["count": "\(bookings.count)"],
            details: [.init("bookings", .list(bookings.prefix(100)) { .string($0.description) })])
    }
}
