import Kernel
import Storage

/// The seats of one session: a resource whose counter decides, because all claims on it overlap.
package struct Seats: Sendable {
    package let id: ResourceID
    package let capacity: Int
    package let claimed: Int

    package init(_ row: Row) throws {
        id = try row["seats_id"]
        capacity = try row["capacity"]
        claimed = try row["claimed"]
    }

    package var left: Int { capacity - claimed }
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
            WHERE business_id = \(business) AND id = \(id) AND claimed + \(count) <= capacity AND archived_at IS NULL
            """) == 1
    }

    package func returnSeats(_ business: BusinessID, _ id: ResourceID, _ count: Int) throws {
        try execute(
            "UPDATE resources SET claimed = claimed - \(count) WHERE business_id = \(business) AND id = \(id)")
    }

    /// Another capacity, unless more is claimed already. False then.
    package func resizeSeats(_ business: BusinessID, _ id: ResourceID, to capacity: Int) throws -> Bool {
        try execute(
            """
            UPDATE resources SET capacity = \(capacity), updated_at = \(now)
            WHERE business_id = \(business) AND id = \(id) AND claimed <= \(capacity) AND archived_at IS NULL
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
