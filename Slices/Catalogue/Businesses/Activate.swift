import House
import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    /// Says that a business is what it says, or no longer (B2). Only the platform does.
    package func verify(_ id: BusinessID, _ isVerified: Bool, by origin: Origin, in db: Transaction) throws -> Business
    {
        guard let old = try db.business(id) else { throw Problem.notFound }
        if old.isVerified != isVerified {
            try db.execute(
                "UPDATE businesses SET is_verified = \(isVerified), updated_at = \(db.now) WHERE id = \(id)")
            try changed(
                isVerified ? "business.verified" : "business.unverified", id, subject: id.description, by: origin,
                in: db)
        }
        guard let business = try db.business(id) else { throw Problem.notFound }
        return business
    }

    /// Takes a business out of use, or brings it back (B2): nothing can be booked meanwhile, and its bookings stay. Throws 403
    /// `business_suspended` when the platform has done it and the owner wants it back.
    package func setActive(
        _ id: BusinessID, _ isActive: Bool, isByPlatform: Bool, by origin: Origin, in db: Transaction
    ) throws -> Business {
        // The platform and the owner at once: who comes second sees what the first has done.
        try db.lockBusiness(id)
        guard let old = try db.business(id) else { throw Problem.notFound }
        if isActive, !isByPlatform, try db.isSuspended(id) { throw Problem(403, "business_suspended") }
        let suspendedAt = isByPlatform && !isActive ? db.now : nil
        if isByPlatform || old.isActive != isActive {
            try db.execute("UPDATE businesses SET is_active = \(isActive), updated_at = \(db.now) WHERE id = \(id)")
            if isByPlatform { try db.execute("UPDATE businesses SET suspended_at = \(suspendedAt) WHERE id = \(id)") }
            try changed(
                isActive ? "business.activated" : "business.deactivated", id, subject: id.description, by: origin,
                details: ["by_platform": .bool(isByPlatform)], in: db)
        }
        guard let business = try db.business(id) else { throw Problem.notFound }
        return business
    }

    var activationEndpoints: [Endpoint] {
        [("activate", true), ("deactivate", false)].flatMap { name, isActive in
            let endpoint = activation(name, isActive)
            return [endpoint, endpoint.alias("/profiles/{business_id}/\(name)")]
        }
    }

    private func activation(_ name: String, _ isActive: Bool) -> Endpoint {
        .write(
            .put, "/businesses/{business_id}/\(name)",
            isActive ? "Bring a business back into use" : "Take a business out of use; its bookings stay",
            capabilities: ["B2"], access: .member("members:manage"), answer: Business.schema,
            problems: ["business_suspended"]
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await house.store.once(visit) { db in
                try db.membership(visit.visitor, id, .membersManage)
            } work: { member, db in
                let isByPlatform = try !db.isMember(member.user, of: id)
                let business = try setActive(
                    id, isActive, isByPlatform: isByPlatform, by: Origin(visit), in: db)
                return .json(business.json(baseURL: house.baseURL, try db.images(id, .business)))
            }
        }
    }
}

extension Snapshot {
    func isSuspended(_ id: BusinessID) throws -> Bool {
        try exists("SELECT 1 FROM businesses WHERE id = \(id) AND suspended_at IS NOT NULL")
    }

    /// Businesses with `text` in their name, slug or address, the latest first.
    package func businesses(_ text: String?, isVerified: Bool?, isActive: Bool?, after: BusinessID?, limit: Int) throws
        -> [Business]
    {
        var conditions: [SQL] = ["archived_at IS NULL"]
        if let text { conditions.append(SearchText(text).isIn(anyOf: ["name", "slug", "email"])) }
        if let isVerified { conditions.append("is_verified = \(isVerified)") }
        if let isActive { conditions.append("is_active = \(isActive)") }
        if let after { conditions.append("id < \(after)") }
        return try rows(
            "SELECT * FROM businesses WHERE \(SQL.joined(conditions, by: " AND ")) ORDER BY id DESC LIMIT \(limit)"
        ).map(Business.init)
    }
}
