import Identity
import Kernel
import Storage
import Web

extension CatalogueSlice {
    /// - Parameter kind: where `fields` does not say it.
    package func createResource(
        _ member: Membership, _ fields: Fields, kind: ResourceKind = .person, by origin: Origin, in db: Transaction
    ) throws -> Resource {
        let business = member.business
        let id = db.newID(ResourceID.self)
        let kind = fields.text("kind").flatMap(ResourceKind.init) ?? kind
        let rate = try hourlyRate(fields, kind, business.currency)
        try db.execute(
            """
            INSERT INTO resources (business_id, id, kind, name, description, capacity, room_kind, hourly_rate, metadata, is_active,
                location_id, created_at, updated_at)
            VALUES (\(business.id), \(id), \(kind), \(fields.text("name") ?? ""), \(fields.text("description")),
                \(fields.integer("capacity") ?? 1), \(try roomKind(fields, kind)), \(rate),
                \((fields.object("metadata") ?? [:]).text), \(fields.bool("is_active") ?? true),
                \(try location(fields, of: business.id, in: db)), \(db.now), \(db.now))
            """)
        try changed("resource.created", business.id, subject: id.description, by: origin, in: db)
        return try resource(id, of: business, in: db)
    }

    /// Changes what `fields` names. A kind stays what it is. Whether bookings still fit a lower capacity is asked by `capacityGuard`,
    /// and whether they stay together at another location by `locationGuards`.
    package func updateResource(
        _ member: Membership, _ id: ResourceID, _ fields: Fields, by origin: Origin, in db: Transaction
    ) throws -> Resource {
        let business = member.business
        guard let old = try db.resources(business.id, [id], locked: true).first, try db.resource(business.id, id) != nil
        else {
            throw Problem.notFound
        }
        if let kind = fields.text("kind"), kind != old.kind.rawValue { throw Problem.field("kind", "fixed") }
        let rate = try fields.has("hourly_rate") ? hourlyRate(fields, old.kind, business.currency) : old.hourlyRate
        let roomKind = try fields.has("room_kind") ? roomKind(fields, old.kind) : old.roomKind
        let capacity = fields.integer("capacity") ?? old.capacity
        if capacity < old.capacity { try capacityGuard(old, capacity, db) }
        let location = try fields.has("location_id") ? location(fields, of: business.id, in: db) : old.location
        if let location, location != old.location { try locationGuards.mayMove(old, location, db) }
        try db.execute(
            """
            UPDATE resources SET name = \(fields.text("name") ?? old.name),
                description = \(fields.has("description") ? fields.text("description") : old.description), capacity = \(capacity),
                room_kind = \(roomKind), hourly_rate = \(rate), metadata = \((fields.object("metadata") ?? old.metadata).text),
                is_active = \(fields.bool("is_active") ?? old.isActive), location_id = \(location), updated_at = \(db.now)
            WHERE business_id = \(business.id) AND id = \(id)
            """)
        try changed("resource.updated", business.id, subject: id.description, by: origin, in: db)
        return try resource(id, of: business, in: db)
    }

    /// Takes a resource out of the book. Bookings that have it keep it.
    package func archiveResource(_ member: Membership, _ id: ResourceID, by origin: Origin, in db: Transaction) throws {
        let business = member.business.id
        guard try db.resource(business, id) != nil else { throw Problem.notFound }
        let needed = try db.exists(
            """
            SELECT 1 FROM offering_needs n JOIN offerings o ON o.business_id = n.business_id AND o.id = n.offering_id
            WHERE n.business_id = \(business) AND n.resource_id = \(id) AND o.archived_at IS NULL
            """)
        guard !needed else { throw Problem(409, "resource_needed") }
        try db.execute(
            "UPDATE resources SET archived_at = \(db.now), is_active = 0 WHERE business_id = \(business) AND id = \(id)"
        )
        try changed("resource.archived", business, subject: id.description, by: origin, in: db)
    }

    private func resource(_ id: ResourceID, of business: Business, in db: Snapshot) throws -> Resource {
        guard let resource = try db.resource(business.id, id) else { throw Problem.notFound }
        return resource
    }

    private func roomKind(_ fields: Fields, _ kind: ResourceKind) throws(Problem) -> RoomKind? {
        guard let room = fields.text("room_kind").flatMap(RoomKind.init) else { return nil }
        guard kind == .room else { throw .field("room_kind", "rooms_only") }
        return room
    }

    private func hourlyRate(_ fields: Fields, _ kind: ResourceKind, _ currency: Currency) throws(Problem) -> Int? {
        guard let text = fields.text("hourly_rate") else { return nil }
        guard kind == .room else { throw .field("hourly_rate", "rooms_only") }
        guard let money = Money(decimal: text, currency: currency) else { throw .field("hourly_rate", "not_money") }
        return Int(money.minor)
    }
}
