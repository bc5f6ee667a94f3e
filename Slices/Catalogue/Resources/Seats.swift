import Kernel
import Storage

/// The seats of one session: a resource whose counter decides, because all claims on it overlap.
package struct Seats: Sendable {
    package let id: ResourceID
    package let capacity: Int
    /// All that are taken, also those beyond the capacity.
    package let claimed: Int

    package init(_ row: Row) throws {
        id = try row["seats_id"]
        capacity = try row["capacity"]
        let (ordinary, overbooked): (Int, Int) = (try row["claimed"], try row["overbooked"])
        claimed = ordinary + overbooked
    }

    package var left: Int { max(0, capacity - claimed) }
}

extension Transaction {
    package func addSeats(_ id: ResourceID, _ business: BusinessID, name: String, capacity: Int) throws {
        try execute(
            """
            INSERT INTO resources (business_id, id, kind, name, capacity, metadata, is_active, created_at, updated_at)
            VALUES (\(business), \(id), 'seats', \(name), \(capacity), '{}', 1, \(now), \(now))
            """)
    }

    /// Takes `count` places in one atomic step. False when so many are not left, or the session is over and done with.
    package func claimSeats(_ business: BusinessID, _ id: ResourceID, _ count: Int) throws -> Bool {
        try execute(
            """
            UPDATE resources SET claimed = claimed + \(count)
            WHERE business_id = \(business) AND id = \(id) AND claimed + overbooked + \(count) <= capacity
                AND archived_at IS NULL
            """) == 1
    }

    /// The same whether they are left or not: where they are not, all of `count` are counted as overbooked. Returns the seats as they are
    /// then; nil when the session is over and done with.
    package func claimSeatsBeyond(_ business: BusinessID, _ id: ResourceID, _ count: Int) throws -> Seats? {
        let fits: SQL = "claimed + overbooked + \(count) <= capacity"
        return try first(
            """
            UPDATE resources SET claimed = claimed + CASE WHEN \(fits) THEN CAST(\(count) AS BIGINT) ELSE 0 END,
                overbooked = overbooked + CASE WHEN \(fits) THEN 0 ELSE CAST(\(count) AS BIGINT) END
            WHERE business_id = \(business) AND id = \(id) AND archived_at IS NULL
            RETURNING id AS seats_id, capacity, claimed, overbooked
            """
        ).map(Seats.init)
    }

    package func returnSeats(_ business: BusinessID, _ id: ResourceID, _ count: Int, areOverbooked: Bool) throws {
        let counter: SQL = areOverbooked ? "overbooked" : "claimed"
        try execute(
            "UPDATE resources SET \(counter) = \(counter) - \(count) WHERE business_id = \(business) AND id = \(id)")
    }

    /// Another capacity, unless it is a lower one and more is claimed already. False then.
    package func resizeSeats(_ business: BusinessID, _ id: ResourceID, to capacity: Int) throws -> Bool {
        try execute(
            """
            UPDATE resources SET capacity = \(capacity), updated_at = \(now)
            WHERE business_id = \(business) AND id = \(id) AND archived_at IS NULL
                AND (claimed + overbooked <= \(capacity) OR capacity < \(capacity))
            """) == 1
    }

    /// Nobody can take a place any more. False when that was so before.
    package func closeSeats(_ business: BusinessID, _ id: ResourceID) throws -> Bool {
        try execute(
            """
            UPDATE resources SET archived_at = \(now), is_active = 0, updated_at = \(now)
            WHERE business_id = \(business) AND id = \(id) AND archived_at IS NULL
            """) == 1
    }
}
