import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web

struct ErasureRequestID: EntityID, ColumnValue {
    static let prefix = "ers"
    let rawValue: Int64
    init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A client who wants to be erased, and waits for the owner.
struct ErasureRequest: Sendable {
    let id: ErasureRequestID
    let customer: CustomerID
    let name: String
    let at: Instant
}

extension PrivacySlice {
    /// Writes the client's wish down, once while it is open.
    func askErasure(_ customer: CustomerID, _ business: BusinessID, by origin: Origin, in db: Transaction) throws {
        let id = db.newID(ErasureRequestID.self)
        let added = try db.execute(
            """
            INSERT INTO erasure_requests (business_id, id, customer_id, created_at)
            VALUES (\(business), \(id), \(customer), \(db.now)) ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { return }
        try identity.events.emit(
            "customer.erasure_requested", business: business.rawValue, subject: customer.description, by: origin, in: db
        )
    }

    func decline(_ id: ErasureRequestID, _ business: BusinessID, by origin: Origin, in db: Transaction) throws {
        let row = try db.first(
            """
            UPDATE erasure_requests SET declined_at = \(db.now)
            WHERE business_id = \(business) AND id = \(id) AND declined_at IS NULL RETURNING customer_id
            """)
        guard let customer: CustomerID = try row?[0] else { throw Problem.notFound }
        try identity.events.emit(
            "customer.erasure_declined", business: business.rawValue, subject: customer.description, by: origin, in: db)
    }
}

extension Snapshot {
    /// Open requests, the oldest first; 100 at most.
    func erasureRequests(_ business: BusinessID) throws -> [ErasureRequest] {
        try rows(
            """
            SELECT r.id, r.customer_id, c.name, r.created_at FROM erasure_requests r
            JOIN customers c ON c.business_id = r.business_id AND c.id = r.customer_id
            WHERE r.business_id = \(business) AND r.declined_at IS NULL ORDER BY r.id LIMIT 100
            """
        ).map { ErasureRequest(id: try $0[0], customer: try $0[1], name: try $0[2], at: try $0[3]) }
    }

    func hasAskedErasure(_ business: BusinessID, _ customer: CustomerID) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM erasure_requests WHERE business_id = \(business) AND customer_id = \(customer) AND declined_at IS NULL
            """)
    }
}
