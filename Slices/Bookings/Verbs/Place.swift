import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Scheduling
import Storage
import Web
import Words

/// What somebody asks for when they book.
package struct PlaceRequest: Sendable {
    package var offering: OfferingID
    package var start: Instant
    package var client: Client
    /// The zone in which the time was chosen; nil is the business's.
    package var zone: String?
    package var language: Language
    package var source = BookingSource.website
    /// From `hold`, when the time is held already.
    package var holdToken: String?
    /// Staff may book beyond hours and notice, and the same thing twice where they say so.
    package var isByStaff = false
    package var allowsDuplicate = false

    package init(offering: OfferingID, start: Instant, client: Client, zone: String? = nil, language: Language) {
        self.offering = offering
        self.start = start
        self.client = client
        self.zone = zone
        self.language = language
    }
}

extension BookingSlice {
    /// Books (D1, D2). Capacity is taken here, whatever state the booking begins in. Throws 409 `slot_taken`, `slot_unavailable`,
    /// `duplicate_booking`, `hold_lost`, `booking_off`.
    package func place(_ request: PlaceRequest, _ book: Book, by origin: Origin, in db: Transaction) throws -> Booking {
        guard let offering = book.offering(request.offering), offering.isActive || request.isByStaff else {
            throw Problem.field("offering_id", "not_found")
        }
        guard request.isByStaff || house.rules.isBookingEnabled && book.settings.isActive && book.business.isActive
        else {
            throw Problem.bookingOff
        }
        let held = try heldBooking(request, offering, in: db)
        let customer = try customers.match(book.business.id, name: request.client.name, request.client.reach, in: db)
        let mayRepeat = !customer.isNew && !request.allowsDuplicate
        if try mayRepeat && db.hasDuplicate(book.business.id, customer.id, offering.id, request.start) {
            throw Problem.duplicate
        }
        let status = try firstStatus(request, book, offering, customer, in: db)
        let expiresAt =
            status == .pending ? min(db.now + .hours(book.settings.expiryHours), max(request.start, db.now)) : nil
        let booking =
            try held.map { try fill($0, request, book, customer.id, status, expiresAt, in: db) }
            ?? add(request, book, offering, customer.id, status, expiresAt, by: origin, in: db)
        try follow(booking, in: db)
        let action = status == .pending ? "booking.requested" : "booking.confirmed"
        try emit(action, booking.business, booking.id, by: origin, in: db)
        return booking
    }

    private func add(
        _ request: PlaceRequest, _ book: Book, _ offering: Offering, _ customer: CustomerID, _ status: BookingStatus,
        _ expiresAt: Instant?, by origin: Origin, in db: Transaction
    ) throws -> Booking {
        let id = db.newID(BookingID.self)
        _ = try scheduling.take(
            ClaimRequest(
                book: book, offering: offering, start: request.start, units: 1, booking: id.rawValue,
                isByStaff: request.isByStaff),
            in: db)
        let createdBy: UserID? = if case .user(let user) = origin.actor { user } else { nil }
        return try db.insert(
            NewBooking(
                id: id, business: book.business.id, offering: offering, customer: customer, status: status,
                start: request.start,
                client: request.client, zone: request.zone ?? book.business.zone, language: request.language,
                refunds: book.settings.refunds, source: request.source, createdBy: createdBy, holdHash: nil,
                expiresAt: expiresAt))
    }

    private func fill(
        _ held: Booking, _ request: PlaceRequest, _ book: Book, _ customer: CustomerID, _ status: BookingStatus,
        _ expiresAt: Instant?,
        in db: Transaction
    ) throws -> Booking {
        _ = try legal(held, status)
        try db.fill(
            held, customer: customer, request.client, zone: request.zone ?? book.business.zone,
            language: request.language, status: status,
            expiresAt: expiresAt)
        try JobQueue.cancel(key: Self.expiryKey(held.id), in: db)
        return try fresh(held.id, in: db)
    }

    /// The hold that the request names. Nil when it names none; throws when it has run out, so that nobody books twice.
    private func heldBooking(_ request: PlaceRequest, _ offering: Offering, in db: Transaction) throws -> Booking? {
        guard let token = request.holdToken else { return nil }
        guard let held = try db.heldBooking(Secret.hash(token)), held.status == .held, held.offering == offering.id,
            held.start == request.start, held.expiresAt.map({ db.now < $0 }) ?? false
        else { throw Problem.holdLost }
        return held
    }

    /// A step that the policy does not ask for is skipped.
    private func firstStatus(
        _ request: PlaceRequest, _ book: Book, _ offering: Offering, _ customer: Customer, in db: Snapshot
    ) throws -> BookingStatus {
        guard !request.isByStaff, offering.requiresApproval ?? book.settings.requiresApproval else { return .confirmed }
        guard book.settings.autoApprovesReturningClients, !customer.isNew else { return .pending }
        return try db.isReturning(book.business.id, customer.id) ? .confirmed : .pending
    }
}
