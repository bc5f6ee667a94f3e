import Catalogue
import House
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Takes seats of a session in the transaction of the booking. With `take`, the one way to capacity. Throws 409 `slot_taken` with
    /// the places that are left, or `slot_unavailable` with the reasons.
    ///
    /// Guarantee: seats claimed never exceed the session's capacity, whatever else commits. How: one update adds to the counter only
    /// while the sum fits, and waits for whoever is changing it; a cancelled session's seats are closed by the same row. What is overbooked
    /// is counted beside it by the same update, and takes its place from all that come after.
    ///
    /// - Parameter held: what the booking has of another session, given back in the same step; both rows are locked in id order first.
    package func takeSeats(
        _ session: Session, _ count: Int, for booking: BookingID, _ book: Book, _ authority: ClaimRequest.Authority,
        from held: Session? = nil, in db: Transaction
    ) throws -> Taken {
        guard let offering = book.offering(session.offering) else { throw Problem.slotUnavailable(["offering_off"]) }
        let refusals = session.refusals(book, offering, at: db.now)
        let binding = authority.isStaff ? refusals.filter { $0 == "session_cancelled" } : refusals
        guard binding.isEmpty else { throw Problem.slotUnavailable(binding) }
        if let held {
            _ = try db.resources(session.business, [session.seats.id, held.seats.id], locked: true)
            try db.releaseClaims(session.business, of: .booking(booking))
        }
        let excess = try claim(session, count, authority, in: db)
        try db.insertSeatClaim(session, booking, count, isOverbooked: excess != nil)
        house.pulse.touch(session.business.rawValue, in: db)
        return Taken(resources: [], location: session.location, excess: [excess].compactMap(\.self))
    }

    /// Returns what was exceeded.
    private func claim(_ session: Session, _ count: Int, _ authority: ClaimRequest.Authority, in db: Transaction)
        throws -> Excess?
    {
        if authority == .overbooking, let seats = try db.claimSeatsBeyond(session.business, session.seats.id, count) {
            return seats.claimed <= seats.capacity
                ? nil : Excess(of: .session(session.id), capacity: seats.capacity, claimed: seats.claimed)
        }
        guard try db.claimSeats(session.business, session.seats.id, count) else {
            throw Problem.seatsTaken(left: try db.session(session.id)?.seats.left ?? 0)
        }
        return nil
    }
}

extension Problem {
    /// So many seats are not left. The code is that of any time that somebody else has.
    package static func seatsTaken(left: Int) -> Problem {
        Problem(409, "slot_taken", details: [.init("available_spots", .number(left))])
    }
}
