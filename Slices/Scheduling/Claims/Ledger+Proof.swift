import Catalogue
import House
import Kernel
import Storage

extension Ledger {
    /// Sweeps every resource's whole history of claims in force: the promise of the kernel (Q1), re-proved on a live database. What is
    /// overbooked is listed.
    static let capacityProof = Proof(
        "at every instant of every resource, the claims fit its capacity", notes: { try overbooked(in: $0) }
    ) { db in
        var faults: [String] = []
        var checked = 0
        var open: [(to: Instant, units: Int)] = []
        var current: (business: Int64, resource: Int64) = (-1, -1)
        for row in try db.rows(
            """
            SELECT c.business_id, c.resource_id, c.from_at, c.to_at, c.units, r.capacity, c.booking_id FROM claims c
            JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE c.released_at IS NULL AND c.is_overbooked = 0 ORDER BY c.business_id, c.resource_id, c.from_at
            """)
        {
            let key: (Int64, Int64) = (try row[0], try row[1])
            if key != current { (current, open) = (key, []) }
            let (from, to, units, capacity): (Instant, Instant, Int, Int) = (
                try row[2], try row[3], try row[4], try row[5]
            )
            open.removeAll { $0.to <= from }
            open.append((to, units))
            checked += 1
            if open.reduce(0, { $0 + $1.units }) > capacity {
                faults.append(
                    "resource \(ResourceID(rawValue: key.1)) is claimed beyond its capacity at \(from.rfc3339)")
            }
        }
        return (checked, faults)
    }

    private static let overbookedMost = 200

    /// Claims in force that were let in beyond a capacity, the latest first.
    private static func overbooked(in db: Snapshot) throws -> [String] {
        let lines = try db.rows(
            """
            SELECT c.booking_id, c.units, r.name, c.from_at, c.to_at, r.capacity FROM claims c
            JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE c.released_at IS NULL AND c.is_overbooked = 1 ORDER BY c.from_at DESC, c.id DESC LIMIT \(overbookedMost + 1)
            """
        ).map { row in
            let (from, to): (Instant, Instant) = (try row[3], try row[4])
            return """
                \(try row[0] as BookingID) has \(try row[1] as Int) of \(try row[2] as String) overbooked, \
                whose capacity is \(try row[5] as Int), from \(from.rfc3339) to \(to.rfc3339)
                """
        }
        return lines.count > overbookedMost ? lines.prefix(overbookedMost) + ["and more"] : lines
    }

    /// The counters of seats, which decide, equal the ledger, which proves.
    static let seatsProof = Proof("every session's counter of seats equals the claims on them") { db in
        let rows = try db.rows(
            """
            SELECT r.id, r.claimed, r.overbooked,
                CAST(COALESCE(SUM(CASE WHEN c.is_overbooked = 0 THEN c.units END), 0) AS BIGINT) AS held,
                CAST(COALESCE(SUM(CASE WHEN c.is_overbooked = 1 THEN c.units END), 0) AS BIGINT) AS beyond
            FROM resources r
            LEFT JOIN claims c ON c.business_id = r.business_id AND c.resource_id = r.id AND c.released_at IS NULL
            WHERE r.kind = 'seats' GROUP BY r.business_id, r.id, r.claimed, r.overbooked
            """)
        let faults = try rows.compactMap { row -> String? in
            let seats: ResourceID = try row[0]
            let (claimed, overbooked): (Int, Int) = (try row[1], try row[2])
            let (held, beyond): (Int, Int) = (try row[3], try row[4])
            return claimed == held && overbooked == beyond
                ? nil : "seats \(seats) count \(claimed) + \(overbooked), the ledger \(held) + \(beyond)"
        }
        return (rows.count, faults)
    }

    /// A session claims its time and nothing else, and nothing once it is cancelled.
    static let sessionsProof = Proof("a session holds its own time, and a cancelled one nothing") { db in
        let faults = try db.rows(
            """
            SELECT s.id, c.id FROM claims c
            LEFT JOIN course_sessions s ON s.business_id = c.business_id AND s.id = c.session_id
            WHERE c.released_at IS NULL AND (c.booking_id = 0 OR c.session_id IS NOT NULL)
                AND (s.id IS NULL OR s.cancelled_at IS NOT NULL OR c.from_at > s.start_at OR c.to_at < s.end_at
                    OR c.booking_id <> 0 AND c.resource_id <> s.seats_id)
            """
        ).map { row in
            let session: SessionID? = try row[0]
            return "claim \(try row[1] as ClaimID) is not of \(session.map { "\($0)" } ?? "a session that there is")"
        }
        // An offering that has changed since may need more or less than it did.
        let bare = try db.rows(
            """
            SELECT s.id FROM course_sessions s JOIN offerings o ON o.business_id = s.business_id AND o.id = s.offering_id
            WHERE s.cancelled_at IS NULL AND o.updated_at < s.created_at
                AND (SELECT COUNT(DISTINCT n.position) FROM offering_needs n
                        WHERE n.business_id = s.business_id AND n.offering_id = s.offering_id)
                    > (SELECT COUNT(*) FROM claims c WHERE c.business_id = s.business_id AND c.session_id = s.id
                        AND c.booking_id = 0 AND c.released_at IS NULL)
            """
        ).map { "\(try $0[0] as SessionID) has lost a claim of its own" }
        return (try db.value("SELECT COUNT(*) FROM course_sessions") ?? 0, faults + bare)
    }
}
