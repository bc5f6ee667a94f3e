import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// What becomes of those who have a seat when a session is removed.
package enum SessionRemoval: Sendable {
    /// Nothing: the session stays while somebody has a seat.
    case ask
    /// They get everything back, and a mail.
    case cancel(reason: String?)
    /// They move to another session of the course, and get a mail.
    case move(to: SessionID)
}

extension BookingSlice {
    /// What `bookings` says, with its `to` or `reason`; nobody is touched unless it says so. Throws 422 for a move to nowhere.
    package static func removal(_ fields: Fields) throws(Problem) -> SessionRemoval {
        switch fields.text("bookings") {
        case "cancel": return .cancel(reason: fields.text("reason"))
        case "move":
            guard let target = fields.id("to", SessionID.self) else { throw .field("to", "required") }
            return .move(to: target)
        default: return .ask
        }
    }

    /// Removes a session (C4). Nobody new comes in while it goes. Throws 409 `session_booked` with the bookings for `.ask`, `slot_taken`
    /// when the other session lacks the seats, 403 when it is not the member's. Returns how many bookings were cancelled or moved.
    package func removeSession(
        _ id: SessionID, _ removal: SessionRemoval, _ book: Book, as member: Membership, by origin: Origin,
        in db: Transaction
    ) throws -> Int {
        guard let session = try db.lockedSession(id) else { throw Problem.notFound }
        // Bookings before seats, as every verb on a booking locks them.
        for holder in try db.seatHolders(session.business, of: id) { _ = try db.lockedBooking(holder.booking) }
        if case .move(let target) = removal {
            let other = try other(target, than: session, in: db)
            try db.requireOwn(other, of: member)
            try db.lockSeats(session, other)
        }
        let bookings = try scheduling.close(session, in: db)
        var reason: String?
        for booking in bookings {
            let seated = try fresh(booking, in: db)
            switch removal {
            case .ask: throw Problem.sessionBooked(bookings)
            case .cancel(let why) where seated.status != .held:
                reason = why
                _ = try cancel(booking, as: .business, reason: why, by: origin, in: db)
            case .move(let target) where seated.status != .held:
                _ = try reschedule(booking, to: Move(session: target), book, as: .business, by: origin, in: db)
            case .cancel, .move:
                // A hold has nobody to tell, and whoever fills in the form chooses again.
                try end(seated, .cancelled, refundShare: nil, by: origin, in: db)
            }
        }
        try scheduling.end(session, reason: reason, by: origin, in: db)
        return bookings.count
    }

    private func other(_ id: SessionID, than session: Session, in db: Snapshot) throws -> Session {
        guard let target = try db.session(id), target.business == session.business, target.id != session.id,
            target.offering == session.offering, target.cancelledAt == nil
        else { throw Problem.field("to", "not_found") }
        return target
    }
}

extension Transaction {
    fileprivate func lockSeats(_ session: Session, _ other: Session) throws {
        _ = try resources(session.business, [session.seats.id, other.seats.id], locked: true)
    }
}
