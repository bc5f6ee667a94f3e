import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

extension AdminSlice {
    /// Writes down what an admin has read of a business in which they have no place, or of the platform's people: every use of that
    /// right is an event (M3). The answer waits for it, so nothing is read that is not written down.
    package func witness(_ visit: Visit, _ path: String, _ access: Access) async throws {
        guard let user = visit.visitor.userID, visit.visitor.signedIn?.isAdmin == true else { return }
        try await house.store.write { db in
            guard let business = try business(visit, access, path, in: db) else { return }
            let isMember = try db.memberships(of: user).contains { $0.business.id.rawValue == business }
            guard business == 0 || !isMember else { return }
            try identity.events.emit(
                "admin.read", business: business, subject: subject(visit), by: Origin(visit),
                details: ["path": .string(path)], in: db)
        }
    }

    /// The raw id of the business whose data the address shows; 0 for the platform's, nil for what is nobody's.
    private func business(_ visit: Visit, _ access: Access, _ path: String, in db: Snapshot) throws -> Int64? {
        switch access {
        case .admin: return 0
        case .member: break
        case .anyone, .link, .signedIn, .account: return nil
        }
        if let slug = visit.parameters["slug"] { return try db.business(slug: slug)?.id.rawValue ?? 0 }
        if let id = visit.parameters["business_id"].flatMap({ BusinessID($0) }) { return id.rawValue }
        if let id = visit.query.id("business_id", BusinessID.self) { return id.rawValue }
        if let id = visit.parameters["session_id"].flatMap({ SessionID($0) }) {
            return try db.session(id)?.business.rawValue ?? 0
        }
        if let id = visit.parameters["id"].flatMap({ BookingID($0) }) {
            return try db.booking(id)?.business.rawValue ?? 0
        }
        return 0
    }

    /// The id in the address, the innermost where there are several; else nothing but the path is told.
    private func subject(_ visit: Visit) -> String {
        let names = [
            "id", "customer_id", "session_id", "user_id", "resource_id", "offering_id", "business_id", "reference",
            "slug",
        ]
        return names.lazy.compactMap { visit.parameters[$0] }.first.map { String($0.prefix(40)) } ?? ""
    }
}
