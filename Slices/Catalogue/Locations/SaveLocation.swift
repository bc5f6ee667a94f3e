import Identity
import Kernel
import Storage
import Web

/// What later slices know of bookings at locations, which this one asks before it changes them. The roof hands it in.
package struct LocationGuards: Sendable {
    /// Throws when bookings to come have the resource at another location than this one.
    let mayMove: @Sendable (Resource, _ to: LocationID, Transaction) throws -> Void
    /// Throws when there are bookings or sessions to come at the location.
    let mayRemove: @Sendable (Location, Transaction) throws -> Void

    package init(
        mayMove: @escaping @Sendable (Resource, LocationID, Transaction) throws -> Void,
        mayRemove: @escaping @Sendable (Location, Transaction) throws -> Void
    ) {
        self.mayMove = mayMove
        self.mayRemove = mayRemove
    }
}

extension CatalogueSlice {
    /// The most locations of one business.
    package static let locationsMost = 50

    package func createLocation(_ member: Membership, _ fields: Fields, by origin: Origin, in db: Transaction) throws
        -> Location
    {
        let business = member.business.id
        guard try db.locations(business).count < Self.locationsMost else {
            throw Problem(409, "locations_full", ["max": "\(Self.locationsMost)"])
        }
        let id = db.newID(LocationID.self)
        try db.execute(
            """
            INSERT INTO locations (business_id, id, name, address, town, directions, is_active, created_at, updated_at)
            VALUES (\(business), \(id), \(fields.text("name") ?? ""), \(fields.text("address")), \(fields.text("town")),
                \(fields.text("directions")), \(fields.bool("is_active") ?? true), \(db.now), \(db.now))
            """)
        try changed("location.created", business, subject: id.description, by: origin, in: db)
        return try location(id, of: business, in: db)
    }

    /// Changes what `fields` names. Bookings at a location that is put out of use stay as they are.
    package func updateLocation(
        _ member: Membership, _ id: LocationID, _ fields: Fields, by origin: Origin, in db: Transaction
    ) throws -> Location {
        let business = member.business.id
        try db.lockBusiness(business)
        let old = try location(id, of: business, in: db)
        try db.execute(
            """
            UPDATE locations SET name = \(fields.text("name") ?? old.name),
                address = \(fields.has("address") ? fields.text("address") : old.address),
                town = \(fields.has("town") ? fields.text("town") : old.town),
                directions = \(fields.has("directions") ? fields.text("directions") : old.directions),
                is_active = \(fields.bool("is_active") ?? old.isActive), updated_at = \(db.now)
            WHERE business_id = \(business) AND id = \(id)
            """)
        try changed("location.updated", business, subject: id.description, by: origin, in: db)
        return try location(id, of: business, in: db)
    }

    /// Takes a location away. Throws 409 `location_in_use` while people or rooms belong to it, `location_booked` while there is
    /// something to come.
    package func removeLocation(_ member: Membership, _ id: LocationID, by origin: Origin, in db: Transaction) throws {
        let business = member.business.id
        // A booking that is being written refers to the row, so it is waited for, or it waits and finds the location gone.
        let row = try db.first(
            """
            SELECT * FROM locations WHERE business_id = \(business) AND id = \(id) AND archived_at IS NULL\(db.dialect.forUpdate)
            """)
        guard let location = try row.map(Location.init) else { throw Problem.notFound }
        let names = try db.resourceNames(business, at: id)
        guard names.isEmpty else {
            throw Problem(409, "location_in_use", ["names": names.prefix(5).joined(separator: ", ")])
        }
        try locationGuards.mayRemove(location, db)
        try db.execute(
            """
            UPDATE locations SET archived_at = \(db.now), is_active = 0, updated_at = \(db.now)
            WHERE business_id = \(business) AND id = \(id)
            """)
        try changed("location.removed", business, subject: id.description, by: origin, in: db)
    }

    /// The location that a resource is to belong to; nil for every location. Throws 422 for one that there is not.
    func location(_ fields: Fields, of business: BusinessID, in db: Snapshot) throws -> LocationID? {
        guard let text = fields.text("location_id") else { return nil }
        guard let id = LocationID(text), try db.location(business, id) != nil else {
            throw Problem.field("location_id", "not_found")
        }
        return id
    }

    private func location(_ id: LocationID, of business: BusinessID, in db: Snapshot) throws -> Location {
        guard let location = try db.location(business, id) else { throw Problem.notFound }
        return location
    }
}
