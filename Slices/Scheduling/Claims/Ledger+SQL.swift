import Catalogue
import Kernel
import Storage

/// The ledger of capacity: every statement on `claims` is here.
enum Ledger {}

extension Snapshot {
    /// Claims in force on these resources that overlap `span`, by resource and start. The index is entered no earlier than the
    /// longest claim that could still reach into `span`, so the cost does not grow with the history.
    func claims(_ business: BusinessID, _ resources: [Resource], overlapping span: Interval) throws -> [ResourceID:
        [Claim]]
    {
        var found: [ResourceID: [Claim]] = [:]
        let longest = resources.map(\.kind.longestClaim).max() ?? .zero
        for row in try rows(
            """
            SELECT resource_id, booking_id, from_at, to_at, units FROM claims
            WHERE business_id = \(business) AND resource_id IN \(list: resources.map(\.id)) AND released_at IS NULL
                AND from_at > \(span.from - longest) AND from_at < \(span.to) AND to_at > \(span.from)
            ORDER BY resource_id, from_at
            """)
        {
            guard let claim = try Claim(row) else { continue }
            found[claim.resource, default: []].append(claim)
        }
        return found
    }
}

extension Transaction {
    func insertClaim(_ business: BusinessID, _ resource: Resource, _ request: ClaimRequest, _ interval: Interval) throws
    {
        try execute(
            """
            INSERT INTO claims (business_id, id, resource_id, booking_id, from_at, to_at, units, is_exclusive)
            VALUES (\(business), \(newID(ClaimID.self)), \(resource.id), \(request.booking), \(interval.from), \(interval.to),
                \(request.units), \(resource.capacity == 1))
            """)
    }

    /// Gives back what the booking holds. Once: claims that are released stay as they are. Returns how many were released.
    func releaseClaims(_ business: BusinessID, booking: Int64) throws -> Int {
        try execute(
            """
            UPDATE claims SET released_at = \(now)
            WHERE business_id = \(business) AND booking_id = \(booking) AND released_at IS NULL
            """)
    }
}
