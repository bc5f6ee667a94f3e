import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    package func createOffering(_ member: Membership, _ fields: Fields, by origin: Origin, in db: Transaction) throws
        -> Offering
    {
        let business = member.business
        let id = db.newID(OfferingID.self)
        let duration = fields.integer("duration_minutes") ?? 60
        let price = try price(fields, business.currency) ?? 0
        let kind = fields.text("kind").flatMap(OfferingKind.init) ?? .appointment
        var fresh = OfferingTerms()
        if kind == .room { fresh.pricing = .perHour }
        if kind == .course { fresh.deadlineHours = 24 }
        let terms = try fresh.changed(by: fields, of: kind)
        try db.execute(
            """
            INSERT INTO offerings (business_id, id, kind, name, description, duration_minutes, step_minutes, price,
                buffer_before_minutes, buffer_time_minutes, requires_approval, is_active, created_at, updated_at)
            VALUES (\(business.id), \(id), \(kind), \(fields.text("name") ?? ""), \(fields.text("description")),
                \(duration), \(fields.integer("step_minutes") ?? duration), \(price), \(fields.integer("buffer_before_minutes")),
                \(fields.integer("buffer_time_minutes")), \(fields.bool("requires_approval")), \(fields.bool("is_active") ?? true),
                \(db.now), \(db.now))
            """)
        try db.save(terms, of: id, business.id)
        try setNeeds(try needs(fields) ?? [], of: id, business.id, in: db)
        try changed("offering.created", business.id, subject: id.description, by: origin, in: db)
        return try offering(id, of: business, in: db)
    }

    package func updateOffering(
        _ member: Membership, _ id: OfferingID, _ fields: Fields, by origin: Origin, in db: Transaction
    ) throws -> Offering {
        let business = member.business
        // What is not named stays, whoever else names it at this moment.
        let lock = db.dialect.forUpdate
        _ = try db.first("SELECT id FROM offerings WHERE business_id = \(business.id) AND id = \(id)\(lock)")
        let old = try offering(id, of: business, in: db)
        if let kind = fields.text("kind"), kind != old.kind.rawValue { throw Problem.field("kind", "fixed") }
        let terms = try old.terms.changed(by: fields, of: old.kind)
        func kept(_ name: String, _ value: Int?) -> Int? { fields.has(name) ? fields.integer(name) : value }
        try db.execute(
            """
            UPDATE offerings SET name = \(fields.text("name") ?? old.name),
                description = \(fields.has("description") ? fields.text("description") : old.description),
                duration_minutes = \(fields.integer("duration_minutes") ?? old.durationMinutes),
                step_minutes = \(fields.integer("step_minutes") ?? old.stepMinutes),
                price = \(try price(fields, business.currency) ?? old.price.minor),
                buffer_before_minutes = \(kept("buffer_before_minutes", old.bufferBeforeMinutes)),
                buffer_time_minutes = \(kept("buffer_time_minutes", old.bufferMinutes)),
                requires_approval = \(fields.has("requires_approval") ? fields.bool("requires_approval") : old.requiresApproval),
                is_active = \(fields.bool("is_active") ?? old.isActive), updated_at = \(db.now)
            WHERE business_id = \(business.id) AND id = \(id)
            """)
        try db.save(terms, of: id, business.id)
        if let needs = try needs(fields) { try setNeeds(needs, of: id, business.id, in: db) }
        try changed("offering.updated", business.id, subject: id.description, by: origin, in: db)
        return try offering(id, of: business, in: db)
    }

    /// Takes an offering off the list. Its bookings stay.
    package func archiveOffering(_ member: Membership, _ id: OfferingID, by origin: Origin, in db: Transaction) throws {
        _ = try offering(id, of: member.business, in: db)
        try db.execute(
            "UPDATE offerings SET archived_at = \(db.now), is_active = 0 WHERE business_id = \(member.business.id) AND id = \(id)"
        )
        try changed("offering.archived", member.business.id, subject: id.description, by: origin, in: db)
    }

    private func offering(_ id: OfferingID, of business: Business, in db: Snapshot) throws -> Offering {
        guard let offering = try db.offering(business, id) else { throw Problem.notFound }
        return offering
    }

    private func price(_ fields: Fields, _ currency: Currency) throws(Problem) -> Int64? {
        guard let text = fields.text("price") else { return nil }
        guard let money = Money(decimal: text, currency: currency) else { throw .field("price", "not_money") }
        return money.minor
    }

    private func needs(_ fields: Fields) throws(Problem) -> [[ResourceID]]? {
        guard let groups = fields.list("needs") else { return nil }
        let needs = groups.map { ($0.array ?? []).compactMap { $0.string.flatMap { ResourceID($0) } } }
        guard needs.allSatisfy({ !$0.isEmpty && Set($0).count == $0.count }) else {
            throw .field("needs", "needs_empty")
        }
        return needs
    }

    private func setNeeds(_ needs: [[ResourceID]], of id: OfferingID, _ business: BusinessID, in db: Transaction) throws
    {
        let known = try Set(db.resources(business).map(\.id))
        guard needs.joined().allSatisfy(known.contains) else { throw Problem.field("needs", "not_id") }
        try db.execute("DELETE FROM offering_needs WHERE business_id = \(business) AND offering_id = \(id)")
        for (position, group) in needs.enumerated() {
            for resource in group {
                try db.execute(
                    """
                    INSERT INTO offering_needs (business_id, offering_id, position, resource_id)
                    VALUES (\(business), \(id), \(position), \(resource))
                    """)
            }
        }
    }
}
