import Catalogue
import Kernel
import Storage

extension Snapshot {
    private static let columns: SQL = """
        SELECT s.*, r.capacity, r.claimed, r.overbooked FROM course_sessions s
        JOIN resources r ON r.business_id = s.business_id AND r.id = s.seats_id
        """

    /// Sessions of one answer: 160 a day over the longest range that can be asked about.
    package static var sessionsMost: Int { 10_000 }

    package func session(_ id: SessionID) throws -> Session? {
        try first("\(Self.columns) WHERE s.id = \(id)").map(Session.init)
    }

    /// Sessions that begin in `span`, by start.
    ///
    /// - Parameter offering: only its sessions.
    package func sessions(
        _ business: BusinessID, in span: Interval, of offering: OfferingID? = nil, withCancelled: Bool = false,
        limit: Int = sessionsMost
    ) throws -> [Session] {
        let only: SQL = offering.map { "AND s.offering_id = \($0)" } ?? ""
        let alive: SQL = withCancelled ? "" : "AND s.cancelled_at IS NULL"
        return try rows(
            """
            \(Self.columns) WHERE s.business_id = \(business) AND s.start_at >= \(span.from) AND s.start_at < \(span.to)
            \(only) \(alive) ORDER BY s.start_at, s.id LIMIT \(limit)
            """
        ).map(Session.init)
    }

    /// Names of the people and rooms of a session, by kind and name.
    package func resourceNames(_ business: BusinessID, of session: SessionID) throws -> [String] {
        try rows(
            """
            SELECT r.name FROM claims c JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE c.business_id = \(business) AND c.session_id = \(session) AND c.booking_id = 0
                AND c.released_at IS NULL ORDER BY r.kind, r.name
            """
        ).map { try $0[0] }
    }

    /// The same for many sessions at once.
    package func resources(_ business: BusinessID, ofSessions ids: [SessionID]) throws -> [SessionID: [ResourceID]] {
        guard !ids.isEmpty else { return [:] }
        var found: [SessionID: [ResourceID]] = [:]
        // The sum keeps the index by booking out: 0 is what all sessions have there.
        for row in try rows(
            """
            SELECT session_id, resource_id FROM claims
            WHERE business_id = \(business) AND session_id IN \(list: ids) AND booking_id + 0 = 0 AND released_at IS NULL
            """)
        { found[try row[0], default: []].append(try row[1]) }
        return found
    }

    /// Starts that sessions of the offering have already; with a location, those there.
    func sessionStarts(
        _ business: BusinessID, of offering: OfferingID, at location: LocationID?, in span: Interval
    ) throws -> Set<Instant> {
        let here: SQL = location.map { "AND (location_id IS NULL OR location_id = \($0))" } ?? ""
        return Set(
            try rows(
                """
                SELECT start_at FROM course_sessions WHERE business_id = \(business) AND start_at >= \(span.from)
                    AND start_at < \(span.to) AND offering_id = \(offering) AND cancelled_at IS NULL \(here)
                """
            ).map { try $0[0] })
    }
}

extension Transaction {
    func insert(_ session: NewSession) throws {
        try execute(
            """
            INSERT INTO course_sessions (business_id, id, offering_id, seats_id, start_at, end_at, is_bookable, has_waiting_list,
                booking_deadline_hours, series_id, location_id, note, created_at, updated_at)
            VALUES (\(session.business), \(session.id), \(session.offering), \(session.seats), \(session.time.from),
                \(session.time.to), \(session.look.isBookable), \(session.look.hasWaitingList), \(session.look.deadlineHours),
                \(session.series), \(session.location), \(session.look.note), \(now), \(now))
            """)
    }

    /// The session with its row locked: what a verb decides on.
    package func lockedSession(_ id: SessionID) throws -> Session? {
        guard try exists("SELECT 1 FROM course_sessions WHERE id = \(id)\(dialect.forUpdate)") else { return nil }
        return try session(id)
    }

    func update(_ session: Session, _ look: SessionLook) throws {
        try execute(
            """
            UPDATE course_sessions SET is_bookable = \(look.isBookable), has_waiting_list = \(look.hasWaitingList),
                booking_deadline_hours = \(look.deadlineHours), note = \(look.note), updated_at = \(now)
            WHERE business_id = \(session.business) AND id = \(session.id)
            """)
    }

    func markCancelled(_ session: Session, reason: String?) throws {
        try execute(
            """
            UPDATE course_sessions SET cancelled_at = \(now), reason = \(reason), updated_at = \(now)
            WHERE business_id = \(session.business) AND id = \(session.id)
            """)
    }

    /// Two generators of one offering take turns. SQLite's writer is alone anyway.
    func lockOffering(_ offering: Offering) throws {
        guard dialect == .postgres else { return }
        _ = try rows(
            "SELECT id FROM offerings WHERE business_id = \(offering.business) AND id = \(offering.id)\(dialect.forUpdate)"
        )
    }
}
