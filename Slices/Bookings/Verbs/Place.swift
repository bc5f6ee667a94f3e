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
    package var ask: Ask
    package var client: Client
    /// The zone in which the time was chosen; nil is the business's.
    package var zone: String?
    package var language: Language
    package var source = BookingSource.website
    /// By which way a consent comes in, where it is not staff who books.
    package var door = ConsentDoor.api
    /// From `hold`, when the time is held already.
    package var holdToken: String?
    /// Staff may book the same thing twice where they say so.
    package var allowsDuplicate = false
    /// Bookings of one series or basket share its id.
    package var series: SeriesID?
    package var basket: BasketID?
    /// Follows another booking of its basket at once, so it begins off the grid.
    var isFollowing = false

    package init(_ ask: Ask, client: Client, zone: String? = nil, language: Language) {
        self.ask = ask
        self.client = client
        self.zone = zone
        self.language = language
    }

    var authority: ClaimRequest.Authority {
        if ask.overbooks { return .overbooking }
        return ask.isByStaff ? .staff : isFollowing ? .following : .client
    }
}

extension BookingSlice {
    /// Books (D1, D2). Capacity is taken here, whatever state the booking begins in. Throws 409 `slot_taken`, `slot_unavailable`,
    /// `duplicate_booking`, `hold_lost`, `booking_off`, 422 for what the offering does not allow, and 429 for a stranger under whose
    /// client's or participants' addresses too much is booked.
    package func place(_ request: PlaceRequest, _ book: Book, by origin: Origin, in db: Transaction) throws -> Booking {
        let placed = try placeOne(request, book, by: origin, in: db)
        try countMails([(request, placed.order)], in: db)
        return placed.booking
    }

    /// The same, where its mails are still to be counted.
    func placeOne(_ request: PlaceRequest, _ book: Book, by origin: Origin, in db: Transaction) throws -> (
        booking: Booking, order: Order
    ) {
        guard request.ask.isByStaff || house.rules.isBookingEnabled && book.settings.isActive && book.business.isActive
        else {
            throw Problem.bookingOff
        }
        let order = try Order(request.ask, book, isHeld: request.holdToken != nil, in: db)
        let held = try heldBooking(request, order, in: db)
        let customer = try match(request, book, in: db)
        try refuseTwin(request, order, customer, book.business.id, by: origin, in: db)
        let status = try firstStatus(request, book, order.offering, customer, in: db)
        let expiresAt =
            status == .pending ? min(db.now + .hours(book.settings.expiryHours), max(order.start, db.now)) : nil
        let (booking, excess) =
            try held.map { held -> (Booking, [Excess]) in
                (try fill(held, request, order, book, customer.id, status, expiresAt, in: db), [])
            }
            ?? add(request, order, book, customer.id, status, expiresAt, by: origin, in: db)
        try db.insertParticipants(order.participants, order.participantEmails, of: booking)
        try noteConsents(request, order, book.business, of: customer.id, in: db)
        try follow(booking, noShowMinutes: order.offering.terms.noShowMinutes, in: db)
        let action = status == .pending ? "booking.requested" : "booking.confirmed"
        let side = request.ask.isByStaff ? Canceller.business : .customer
        try emit(action, booking.business, booking.id, by: origin, details: ["by": .string(side.rawValue)], in: db)
        try note(excess, of: booking, by: origin, in: db)
        return (booking, order)
    }

    func match(_ request: PlaceRequest, _ book: Book, in db: Transaction) throws -> Customer {
        try customers.match(
            book.business.id, name: request.client.name, request.client.reach, isByStaff: request.ask.isByStaff, in: db)
    }

    private func add(
        _ request: PlaceRequest, _ order: Order, _ book: Book, _ customer: CustomerID, _ status: BookingStatus,
        _ expiresAt: Instant?, by origin: Origin, in db: Transaction
    ) throws -> (Booking, [Excess]) {
        let id = db.newID(BookingID.self)
        let taken = try take(order, for: id, book, request.authority, in: db)
        let createdBy: UserID? = if case .user(let user) = origin.actor, request.ask.isByStaff { user } else { nil }
        let booking = try db.insert(
            NewBooking(
                id: id, business: book.business.id, order: order, taken: taken, customer: customer,
                status: status,
                client: request.client, zone: request.zone ?? book.business.zone, language: request.language,
                refunds: book.settings.refunds, source: request.source, createdBy: createdBy, holdHash: nil,
                expiresAt: expiresAt, series: request.series, basket: request.basket))
        return (booking, taken.excess)
    }

    /// The capacity of an order: seats of its session, or the time of what it needs. Returns what and where that is.
    func take(_ order: Order, for id: BookingID, _ book: Book, _ authority: ClaimRequest.Authority, in db: Transaction)
        throws -> Taken
    {
        if let session = order.session {
            return try scheduling.takeSeats(session, order.wish.party, for: id, book, authority, in: db)
        }
        return try scheduling.take(
            ClaimRequest(
                book: book, offering: order.offering, start: order.start, wish: order.wish, holder: .booking(id),
                authority: authority), in: db)
    }

    private func fill(
        _ held: Booking, _ request: PlaceRequest, _ order: Order, _ book: Book, _ customer: CustomerID,
        _ status: BookingStatus, _ expiresAt: Instant?, in db: Transaction
    ) throws -> Booking {
        _ = try legal(held, status)
        try db.fill(
            held, customer: customer, request.client, order, zone: request.zone ?? book.business.zone,
            language: request.language, status: status, expiresAt: expiresAt)
        try db.forgetHolder(of: held)
        try JobQueue.cancel(key: Self.expiryKey(held.id), in: db)
        return try fresh(held.id, in: db)
    }

    /// The hold that the request names. Nil when it names none; throws when it has run out or is of something else, so that nobody
    /// books twice.
    private func heldBooking(_ request: PlaceRequest, _ order: Order, in db: Transaction) throws -> Booking? {
        guard let token = request.holdToken else { return nil }
        guard let held = try db.heldBooking(Secret.hash(token)), held.status == .held,
            held.offering == order.offering.id, held.start == order.start, held.end == order.end,
            held.party == order.wish.party, held.session == order.session?.id,
            order.wish.location.map({ $0 == held.location }) ?? true,
            held.expiresAt.map({ db.now < $0 }) ?? false,
            try order.wish.resources.isSubset(of: scheduling.resources(of: held.id, held.business, in: db))
        else { throw Problem.holdLost }
        return held
    }

    /// A step that the policy does not ask for is skipped.
    private func firstStatus(
        _ request: PlaceRequest, _ book: Book, _ offering: Offering, _ customer: Customer, in db: Snapshot
    ) throws -> BookingStatus {
        guard !request.ask.isByStaff, offering.requiresApproval ?? book.settings.requiresApproval else {
            return .confirmed
        }
        guard book.settings.autoApprovesReturningClients, !customer.isNew else { return .pending }
        return try db.isReturning(book.business.id, customer.id) ? .confirmed : .pending
    }
}
