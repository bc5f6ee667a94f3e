import Catalogue
import Kernel
import Storage

/// The ledger of capacity: every statement on `claims` is here.
enum Ledger {
    /// Of claims in force that overlap `span`, all that `Claim` reads. The index is entered no earlier than the longest claim that could
    /// still reach into `span`, so the cost does not grow with the history.
    static func overlapping(_ business: BusinessID, _ resources: [Resource], _ span: Interval) -> SQL {
        let longest = resources.map(\.kind.longestClaim).max() ?? .zero
        return """
            SELECT resource_id, booking_id, session_id, from_at, to_at, units FROM claims
            WHERE business_id = \(business) AND resource_id IN \(list: resources.map(\.id)) AND released_at IS NULL
                AND from_at > \(span.from - longest) AND from_at < \(span.to) AND to_at > \(span.from)
            ORDER BY resource_id, from_at
            """
    }

    /// - Parameter last: the latest turn so far; a series takes several within one instant, and each comes after the one before.
    static func turn(after last: Instant?, at now: Instant) -> Instant {
        max(now, (last ?? now) + .milliseconds(last == nil ? 0 : 1))
    }
}

extension ClaimHolder {
    /// A session's own claims have no booking; a booking's claim on seats names both.
    fileprivate var isOwn: SQL {
        switch self {
        case .booking(let id): "booking_id = \(id)"
        case .session(let id): "session_id = \(id) AND booking_id = 0"
        }
    }

    fileprivate var columns: (booking: Int64, session: SessionID?) {
        switch self {
        case .booking(let id): (id.rawValue, nil)
        case .session(let id): (0, id)
        }
    }
}

extension Snapshot {
    /// Claims in force on these resources that overlap `span`, by resource and start; those of `holder` apart.
    func claims(
        _ business: BusinessID, _ resources: [Resource], overlapping span: Interval, except holder: ClaimHolder? = nil
    ) throws -> [ResourceID: [Claim]] {
        var found: [ResourceID: [Claim]] = [:]
        for row in try rows(Ledger.overlapping(business, resources, span)) {
            guard let claim = try Claim(row), claim.holder != holder else { continue }
            found[claim.resource, default: []].append(claim)
        }
        return found
    }

    /// How many claims in force begin in `span`, by resource.
    func claimCounts(_ business: BusinessID, _ resources: some Sequence<ResourceID>, in span: Interval) throws
        -> [ResourceID: Int]
    {
        let rows = try rows(
            """
            SELECT resource_id, COUNT(*) FROM claims
            WHERE business_id = \(business) AND resource_id IN \(list: resources) AND released_at IS NULL
                AND from_at >= \(span.from) AND from_at < \(span.to)
            GROUP BY resource_id
            """)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0[0] as ResourceID, try $0[1] as Int) })
    }

    /// When the claims in force that begin in `span` do so.
    func claimStarts(_ business: BusinessID, _ resources: some Sequence<ResourceID>, in span: Interval) throws
        -> [(resource: ResourceID, start: Instant)]
    {
        try rows(
            """
            SELECT resource_id, from_at FROM claims
            WHERE business_id = \(business) AND resource_id IN \(list: resources) AND released_at IS NULL
                AND from_at >= \(span.from) AND from_at < \(span.to)
            """
        ).map { (try $0[0], try $0[1]) }
    }

    /// When each of these was last given a booking of the offering.
    func turns(_ offering: Offering) throws -> [ResourceID: Instant] {
        let rows = try rows(
            """
            SELECT resource_id, taken_at FROM turns
            WHERE business_id = \(offering.business) AND offering_id = \(offering.id)
            """)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0[0] as ResourceID, try $0[1] as Instant) })
    }

    /// What the holder has now, in id order.
    func claimedResources(_ business: BusinessID, of holder: ClaimHolder) throws -> [ResourceID] {
        try rows(
            """
            SELECT resource_id FROM claims WHERE business_id = \(business) AND \(holder.isOwn) AND released_at IS NULL
            ORDER BY resource_id
            """
        ).map { try $0[0] }
    }

    /// Bookings that have seats of the session.
    package func seatHolders(_ business: BusinessID, of session: SessionID) throws -> [(booking: BookingID, seats: Int)]
    {
        try rows(
            """
            SELECT booking_id, CAST(SUM(units) AS BIGINT) FROM claims
            WHERE business_id = \(business) AND session_id = \(session) AND booking_id <> 0 AND released_at IS NULL
            GROUP BY booking_id ORDER BY booking_id
            """
        ).map { (try $0[0], try $0[1]) }
    }
}

extension Transaction {
    func insertClaim(_ resource: Resource, _ request: ClaimRequest, _ interval: Interval, isOverbooked: Bool) throws {
        let (booking, session) = request.holder.columns
        try post(
            """
            INSERT INTO claims (business_id, id, resource_id, booking_id, session_id, from_at, to_at, units, is_exclusive,
                is_overbooked)
            VALUES (\(request.book.business.id), \(newID(ClaimID.self)), \(resource.id), \(booking), \(session),
                \(interval.from), \(interval.to), \(request.units), \(resource.capacity == 1 && !isOverbooked),
                \(isOverbooked))
            """)
    }

    func insertSeatClaim(_ session: Session, _ booking: BookingID, _ count: Int, isOverbooked: Bool) throws {
        try post(
            """
            INSERT INTO claims (business_id, id, resource_id, booking_id, session_id, from_at, to_at, units, is_exclusive,
                is_overbooked)
            VALUES (\(session.business), \(newID(ClaimID.self)), \(session.seats.id), \(booking), \(session.id),
                \(session.start), \(session.end), \(count), 0, \(isOverbooked))
            """)
    }

    /// Gives back what the holder has. Once: claims that are released stay as they are. Returns how many were released, and returns
    /// seats to their sessions.
    @discardableResult
    func releaseClaims(_ business: BusinessID, of holder: ClaimHolder) throws -> Int {
        let released = try rows(
            """
            UPDATE claims SET released_at = \(now)
            WHERE business_id = \(business) AND \(holder.isOwn) AND released_at IS NULL
            RETURNING resource_id, booking_id, session_id, units, is_overbooked
            """)
        for row in released where try (row["booking_id"] as Int64) != 0 && (row["session_id"] as SessionID?) != nil {
            try returnSeats(
                business, try row["resource_id"], try row["units"], areOverbooked: try row["is_overbooked"])
        }
        return released.count
    }

    /// - Parameter last: the latest turn so far.
    func takeTurn(_ offering: Offering, _ resource: ResourceID, after last: Instant?) throws {
        let turn = Ledger.turn(after: last, at: now)
        try execute(
            """
            INSERT INTO turns (business_id, offering_id, resource_id, taken_at)
            VALUES (\(offering.business), \(offering.id), \(resource), \(turn))
            ON CONFLICT (business_id, offering_id, resource_id) DO UPDATE SET taken_at = excluded.taken_at
            """)
    }
}
