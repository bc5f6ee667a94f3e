import Catalogue
import Identity
import Jobs
import Kernel
import Scheduling
import Storage
import Web

/// Where a booking is moved to. What is nil stays.
package struct Move: Sendable {
    package var start: Instant?
    package var session: SessionID?
    /// Staff only.
    package var minutes: Int?
    package var resources: [ResourceID]?
    /// Nil stays where it is, unless chosen people and rooms are elsewhere.
    package var location: LocationID?
    /// Beyond capacity where there is no room: of staff, those who may and say so.
    package var isOverbooking = false

    package init(
        start: Instant? = nil, session: SessionID? = nil, minutes: Int? = nil, resources: [ResourceID]? = nil,
        location: LocationID? = nil
    ) {
        self.start = start
        self.session = session
        self.minutes = minutes
        self.resources = resources
        self.location = location
    }
}

extension BookingSlice {
    /// Moves a booking to another time (D7): the new place is sure before the old one is given back, in one transaction, so a move that
    /// is refused leaves everything as it was. A client can until the notice that the business asks for. Throws 409
    /// `illegal_transition`, `booking_started`, `reschedule_too_late`, `slot_taken`, `slot_unavailable`, and 429 for a client who moves
    /// again and again.
    package func reschedule(
        _ id: BookingID, to move: Move, _ book: Book, as mover: Canceller, by origin: Origin, in db: Transaction
    ) throws -> Booking {
        guard let booking = try db.lockedBooking(id), let offering = book.offering(booking.offering) else {
            throw Problem.notFound
        }
        try allowMove(booking, book, as: mover, at: db.now)
        guard try changes(booking, move) else { return booking }
        let moved =
            try booking.session.map { try change($0, of: booking, to: move, book, as: mover, in: db) }
            ?? shift(booking, offering, to: move, book, as: mover, in: db)
        // What a request had beyond its old start it has again before the new one.
        let expiresAt = booking.expiresAt.map { old in
            booking.status != .pending
                ? old
                : min(
                    max(old, booking.createdAt + .hours(book.settings.expiryHours)), max(moved.start, db.now))
        }
        try db.move(
            booking, from: moved.start, to: moved.end, session: moved.session, moved.taken, price: moved.price,
            refunds: terms(booking, at: moved.start, as: mover, at: db.now), expiresAt: expiresAt)
        try JobQueue.cancel(key: Self.expiryKey(id), in: db)
        try JobQueue.cancel(key: Self.completionKey(id), in: db)
        try JobQueue.cancel(key: Self.noShowKey(id), in: db)
        let fresh = try fresh(id, in: db)
        try follow(fresh, noShowMinutes: offering.terms.noShowMinutes, in: db)
        try emit(
            "booking.rescheduled", booking.business, id, by: origin,
            details: [
                "from": .string(booking.start.rfc3339), "from_end": .string(booking.end.rfc3339),
                "to": .string(fresh.start.rfc3339), "to_end": .string(fresh.end.rfc3339),
                "by": .string(mover.rawValue),
                "from_location": .text(booking.location?.description),
                "to_location": .text(fresh.location?.description),
            ], in: db)
        try note(moved.taken.excess, of: fresh, by: origin, in: db)
        if mover == .customer { try countMails(moving: fresh, in: db) }
        return fresh
    }

    /// Whether a client's link offers another time.
    package func mayReschedule(_ booking: Booking, _ settings: BookingSettings, at now: Instant) -> Bool {
        [.pending, .confirmed].contains(booking.status) && now <= booking.start - .hours(settings.rescheduleNoticeHours)
            && now < booking.start
    }

    /// What cancelling gives back once `mover` has moved it to `start`; another person or length changes nothing.
    package func terms(_ booking: Booking, at start: Instant, as mover: Canceller, at now: Instant) -> RefundTerms {
        start == booking.start ? booking.refunds : booking.refunds.moved(at: now, from: booking.start, by: mover)
    }

    /// Throws 409 `not_movable` for a booking whose state has no other time; to its customer also `booking_started`, `booking_off` and
    /// `reschedule_too_late`.
    package func allowMove(_ booking: Booking, _ book: Book, as mover: Canceller, at now: Instant) throws(Problem) {
        guard [.pending, .pendingPayment, .confirmed].contains(booking.status) else {
            throw Problem(
                409, "not_movable", ["status": booking.status.rawValue],
                details: [.init("booking_status", .string(booking.status.rawValue))])
        }
        guard mover == .customer else { return }
        guard now < booking.start else { throw Problem.started }
        guard book.business.isActive, book.offering(booking.offering)?.isActive ?? false else {
            throw Problem.bookingOff
        }
        guard mayReschedule(booking, book.settings, at: now) else {
            throw Problem(409, "reschedule_too_late", ["hours": "\(book.settings.rescheduleNoticeHours)"])
        }
    }

    /// Whether it is another place than the booking has. Throws 422 for one that it can't have: a session for a time of its own.
    private func changes(_ booking: Booking, _ move: Move) throws(Problem) -> Bool {
        if let session = booking.session {
            guard move.start == nil else { throw .field("start", "unknown_field") }
            guard move.minutes == nil else { throw .field("duration_minutes", "unknown_field") }
            guard move.resources == nil else { throw .field("resource_ids", "unknown_field") }
            guard move.location == nil else { throw .field("location_id", "unknown_field") }
            guard let to = move.session else { throw .field("session_id", "required") }
            return to != session
        }
        guard move.session == nil else { throw .field("session_id", "not_offered") }
        guard move.start != nil || move.minutes != nil || move.resources != nil || move.location != nil else {
            throw .field("start", "required")
        }
        return move.resources != nil || (move.location ?? booking.location) != booking.location
            || (move.start ?? booking.start) != booking.start
            || (move.minutes ?? booking.minutes) != booking.minutes
    }

    private func authority(_ move: Move, _ mover: Canceller) -> ClaimRequest.Authority {
        guard mover == .business else { return .client }
        return move.isOverbooking ? .overbooking : .staff
    }

    private typealias Place = (start: Instant, end: Instant, session: SessionID?, taken: Taken, price: Money)

    /// To another start, for as long and for as many as before.
    private func shift(
        _ booking: Booking, _ offering: Offering, to move: Move, _ book: Book, as mover: Canceller, in db: Transaction
    ) throws -> Place {
        let start = move.start ?? booking.start
        let minutes = move.minutes ?? booking.minutes
        guard mover == .business || move.minutes == nil else {
            throw Problem.field("duration_minutes", "unknown_field")
        }
        let held = try scheduling.resources(of: booking.id, booking.business, in: db)
        let kept = held.intersection(offering.needs.joined()).filter { id in
            move.location.map { book.resources[id]?.location ?? $0 == $0 } ?? true
        }
        let asked = move.resources.map(Set.init)
        func wish(_ resources: Set<ResourceID>) throws -> Wish {
            let wish = try Wish(
                offering, minutes: minutes, party: booking.party, resources: Array(resources), isByStaff: true)
            return try wish.at(move.location ?? stays(booking, wish, offering, book), offering, book)
        }
        func take(_ resources: Set<ResourceID>, _ authority: ClaimRequest.Authority) throws -> Taken {
            try scheduling.take(
                ClaimRequest(
                    book: book, offering: offering, start: start, wish: wish(resources), holder: .booking(booking.id),
                    authority: authority, isMove: true), in: db)
        }
        let usual: ClaimRequest.Authority = mover == .business ? .staff : .client
        // With the same person as before where that is possible; anybody else only where the client never had a choice; and only then
        // beyond capacity.
        var ways = [(asked ?? kept, usual)]
        if asked == nil, !offering.letsChoose { ways.append(([], usual)) }
        if authority(move, mover) == .overbooking { ways.append((asked ?? kept, .overbooking)) }
        let taken = try firstFree(ways, in: db, take)
        let price =
            move.minutes == nil || offering.terms.pricing != .perHour
            ? booking.price
            : try wish(asked ?? kept).price(offering, book)
        return (start, start + .minutes(minutes), nil, taken, price)
    }

    /// What the first of `ways` that is not taken gives; the last one's refusal when all are.
    private func firstFree(
        _ ways: [(Set<ResourceID>, ClaimRequest.Authority)], in db: Transaction,
        _ take: (Set<ResourceID>, ClaimRequest.Authority) throws -> Taken
    ) throws -> Taken {
        for way in ways.dropLast() {
            do {
                return try db.savepoint { try take(way.0, way.1) }
            } catch let problem as Problem where problem.code == Problem.slotTaken.code { continue }
        }
        guard let last = ways.last else { throw Problem.slotTaken }
        return try take(last.0, last.1)
    }

    /// A booking stays at its location where what is wished can be had there.
    private func stays(_ booking: Booking, _ wish: Wish, _ offering: Offering, _ book: Book) -> LocationID? {
        booking.location.flatMap { try? wish.at($0, offering, book).location }
    }

    /// To another session of the same course.
    private func change(
        _ from: SessionID, of booking: Booking, to move: Move, _ book: Book, as mover: Canceller, in db: Transaction
    ) throws -> Place {
        guard let to = move.session else { throw Problem.field("session_id", "required") }
        guard let old = try db.session(from), let new = try db.session(to), new.business == booking.business,
            new.offering == booking.offering
        else { throw Problem.field("session_id", "not_found") }
        let taken = try scheduling.takeSeats(
            new, booking.party, for: booking.id, book, authority(move, mover), from: old, in: db)
        return (new.start, new.end, new.id, taken, booking.price)
    }
}
