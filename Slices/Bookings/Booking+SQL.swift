import Catalogue
import Customers
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// What a new row of `bookings` is made from.
struct NewBooking: Sendable {
    let id: BookingID
    let business: BusinessID
    let order: Order
    let taken: Taken
    let customer: CustomerID?
    let status: BookingStatus
    let client: Client?
    let zone: String
    let language: Language
    let refunds: RefundPolicy
    let source: BookingSource
    let createdBy: UserID?
    let holdHash: String?
    let expiresAt: Instant?
    var series: SeriesID?
    var basket: BasketID?
}

extension Booking {
    /// Somebody booked it: a time that was only held, and let go or left to run out, is no booking to any list or count.
    package static let isPlaced: SQL = "customer_id IS NOT NULL"
}

extension Transaction {
    /// Adds the row under a reference of its own; returns the booking as it stands now.
    func insert(_ new: NewBooking) throws -> Booking {
        for _ in 0..<8 {
            let reference = Reference.from(random: .random(in: 0...UInt64.max)).text
            let added = try execute(
                """
                INSERT INTO bookings (business_id, id, reference, offering_id, offering_name, customer_id, status, start_at, end_at, party,
                    session_id, location_id, is_everywhere, series_id, basket_id, answers, price, currency, refunds, client_name, client_email, client_phone, client_zone, client_language, notes, source,
                    referral, created_by, hold_hash, expires_at, created_at, updated_at)
                VALUES (\(new.business), \(new.id), \(reference), \(new.order.offering.id), \(new.order.offering.name), \(new.customer),
                    \(new.status), \(new.order.start), \(new.order.end), \(new.order.wish.party), \(new.order.session?.id), \(new.taken.location), \(!new.taken.all.isEmpty), \(new.series),
                    \(new.basket), \(JSON.list(new.order.answers, \.json).text), \(new.order.price.minor), \(new.order.price.currency), \(new.refunds.stored),
                    \(new.client?.name), \(new.client?.reach.email), \(new.client?.reach.phone), \(new.zone), \(new.language.code),
                    \(new.client?.notes), \(new.source), \(new.client?.referral), \(new.createdBy), \(new.holdHash), \(new.expiresAt),
                    \(now), \(now))
                ON CONFLICT (reference) DO NOTHING
                """)
            if added == 1 {
                for location in new.taken.all { try insertLocation(location, of: new.id, new.business) }
                for location in new.taken.places { try mind(location, new.business) }
                return Booking(new, reference, at: now)
            }
        }
        throw StorageFault.conflict("no free reference in eight tries")
    }

    /// The reference has waited for whoever was removing the location.
    private func mind(_ location: LocationID, _ business: BusinessID) throws {
        guard try self.location(business, location) == nil else { return }
        throw Problem.field("location_id", "not_found")
    }

    private func insertLocation(_ location: LocationID, of booking: BookingID, _ business: BusinessID) throws {
        try execute(
            """
            INSERT INTO booking_locations (business_id, booking_id, location_id)
            VALUES (\(business), \(booking), \(location))
            """)
    }

    /// The booking with its row locked: what a verb decides on.
    func lockedBooking(_ id: BookingID) throws -> Booking? {
        try first("SELECT * FROM bookings WHERE id = \(id)\(dialect.forUpdate)").map(Booking.init)
    }

    /// Moves the row to `status` if it still is in `from`. Throws when it is not: the row was locked, so it must be.
    func move(_ booking: Booking, to status: BookingStatus, reason: String? = nil, refundShare: Int? = nil) throws {
        let moved = try execute(
            """
            UPDATE bookings SET status = \(status), reason = COALESCE(\(reason), reason), refund_share = \(refundShare),
                expires_at = NULL, hold_hash = NULL, sequence = sequence + 1, updated_at = \(now)
            WHERE business_id = \(booking.business) AND id = \(booking.id) AND status = \(booking.status)
            """)
        guard moved == 1 else {
            throw StorageFault.conflict("booking \(booking.id) is no longer \(booking.status.rawValue)")
        }
    }

    /// Another time for the row; calendars learn of it by the sequence.
    func move(
        _ booking: Booking, from: Instant, to: Instant, session: SessionID?, _ taken: Taken, price: Money,
        refunds: RefundTerms, expiresAt: Instant?
    ) throws {
        try execute(
            """
            UPDATE bookings SET start_at = \(from), end_at = \(to), session_id = \(session), location_id = \(taken.location),
                is_everywhere = \(!taken.all.isEmpty), price = \(price.minor),
                chosen_start_at = \(refunds.chosen), refund_most = \(refunds.most), expires_at = \(expiresAt), sequence = sequence + 1, updated_at = \(now)
            WHERE business_id = \(booking.business) AND id = \(booking.id)
            """)
        if booking.isEverywhere {
            try execute(
                "DELETE FROM booking_locations WHERE business_id = \(booking.business) AND booking_id = \(booking.id)")
        }
        for location in taken.all { try insertLocation(location, of: booking.id, booking.business) }
        for location in taken.places { try mind(location, booking.business) }
        try moveLinks(of: booking, to: to)
    }

    /// A hold becomes a booking of somebody.
    func fill(
        _ held: Booking, customer: CustomerID, _ client: Client, _ order: Order, zone: String, language: Language,
        status: BookingStatus, expiresAt: Instant?
    ) throws {
        try execute(
            """
            UPDATE bookings SET customer_id = \(customer), status = \(status), client_name = \(client.name),
                client_email = \(client.reach.email), client_phone = \(client.reach.phone), client_zone = \(zone),
                client_language = \(language.code), notes = \(client.notes), referral = \(client.referral), hold_hash = NULL,
                answers = \(JSON.list(order.answers, \.json).text), price = \(order.price.minor),
                expires_at = \(expiresAt), updated_at = \(now)
            WHERE business_id = \(held.business) AND id = \(held.id)
            """)
    }
}

extension Snapshot {
    package func booking(_ id: BookingID) throws -> Booking? {
        try first("SELECT * FROM bookings WHERE id = \(id)").map(Booking.init)
    }

    package func booking(reference: String) throws -> Booking? {
        try first("SELECT * FROM bookings WHERE reference = \(reference)").map(Booking.init)
    }

    func heldBooking(_ hash: String) throws -> Booking? {
        try first("SELECT * FROM bookings WHERE hold_hash = \(hash)\(dialect.forUpdate)").map(Booking.init)
    }

    /// Whether the token's hold on this time has not run out.
    package func isHeld(
        _ token: String, _ offering: OfferingID, from: Instant, to: Instant, session: SessionID?, party: Int
    ) throws -> Bool {
        guard !token.isEmpty else { return false }
        return try exists(
            """
            SELECT 1 FROM bookings WHERE hold_hash = \(Secret.hash(token)) AND status = 'held' AND offering_id = \(offering)
                AND start_at = \(from) AND end_at = \(to) AND party = \(party)
                AND COALESCE(session_id, 0) = \(session?.rawValue ?? 0) AND expires_at > \(now)
            """)
    }

    /// Live bookings of the same customer, offering and time (D11).
    func twins(_ business: BusinessID, _ customer: CustomerID, _ offering: OfferingID, _ start: Instant) throws
        -> [Booking]
    {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(business) AND customer_id = \(customer) AND start_at = \(start)
                AND offering_id = \(offering) AND status IN ('pending', 'pending_payment', 'confirmed', 'checked_in')
            """
        ).map(Booking.init)
    }

    /// Whether the customer has been here before: a booking that was kept.
    func isReturning(_ business: BusinessID, _ customer: CustomerID) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM bookings WHERE business_id = \(business) AND customer_id = \(customer)
                AND status IN ('completed', 'checked_in') LIMIT 1
            """)
    }

    /// How long after the start the offering waits for somebody; nil when it keeps the place.
    func noShowMinutes(_ booking: Booking) throws -> Int? {
        try first(
            "SELECT no_show_minutes FROM offerings WHERE business_id = \(booking.business) AND id = \(booking.offering)"
        ).flatMap { try $0[0] }
    }

    /// Whether the offering lets its clients check in by themselves.
    func letsCheckIn(_ booking: Booking) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM offerings WHERE business_id = \(booking.business) AND id = \(booking.offering) AND self_check_in = 1
            """)
    }

    /// The others of its series or basket, by start.
    package func together(_ booking: Booking) throws -> [Booking] {
        guard booking.series != nil || booking.basket != nil else { return [] }
        let group: SQL =
            booking.series.map { "series_id = \($0)" } ?? "basket_id = \(booking.basket)"
        return try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(booking.business) AND \(group) AND id <> \(booking.id)
                AND status <> 'held' ORDER BY start_at, id LIMIT 60
            """
        ).map(Booking.init)
    }

    /// Where the booking takes place, all of it at once, locations that are gone too; none for the business's own address.
    package func locations(of booking: Booking) throws -> [Location] {
        guard booking.isEverywhere else {
            return try [booking.location].compactMap { id in
                try id.flatMap { try location(booking.business, $0, withRemoved: true) }
            }
        }
        let ids: [LocationID] = try rows(
            """
            SELECT location_id FROM booking_locations
            WHERE business_id = \(booking.business) AND booking_id = \(booking.id) ORDER BY location_id
            """
        ).map { try $0[0] }
        return try ids.compactMap { try location(booking.business, $0, withRemoved: true) }
    }

    /// Every booking of a series, by start.
    package func bookings(of series: SeriesID, _ business: BusinessID) throws -> [Booking] {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(business) AND series_id = \(series) AND status <> 'held'
            ORDER BY start_at, id LIMIT 100
            """
        ).map(Booking.init)
    }

    /// Names of the resources that the booking took, in the order of kinds.
    package func resourceNames(_ booking: Booking) throws -> [String] {
        try rows(Self.claimed(booking)).map { try $0[0] } + sessionResourceNames(booking)
    }

    /// Both at once: the names of its resources, and of those who come.
    package func names(_ booking: Booking) throws -> (resources: [String], participants: [String]) {
        let found = try rows(together: [Self.claimed(booking), Self.participants(booking)])
        let names = try found.map { rows in try rows.map { try $0[0] as String } }
        return (names[0] + (try sessionResourceNames(booking)), names[1])
    }

    private func sessionResourceNames(_ booking: Booking) throws -> [String] {
        try booking.session.map { try resourceNames(booking.business, of: $0) } ?? []
    }

    private static func claimed(_ booking: Booking) -> SQL {
        """
        SELECT r.name FROM claims c JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
        WHERE c.business_id = \(booking.business) AND c.booking_id = \(booking.id) AND r.kind <> 'seats' AND \(isLast)
        ORDER BY r.kind, r.name
        """
    }

    /// Of a booking that has been moved, what it has now, or had last.
    static var isLast: SQL {
        """
        COALESCE(c.released_at, 9223372036854775807) = (SELECT MAX(COALESCE(x.released_at, 9223372036854775807)) FROM claims x
            WHERE x.business_id = c.business_id AND x.booking_id = c.booking_id)
        """
    }
}
