import Kernel
import Storage
import Web

package struct LocationID: EntityID, ColumnValue {
    package static let prefix = "loc"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// One of several places where a business works (B11). A business without any works at its own address.
package struct Location: Sendable, Hashable {
    package let id: LocationID
    package let business: BusinessID
    package let name: String
    package let address: String?
    package let town: String?
    /// How to find it and get in.
    package let directions: String?
    /// Whether it can be booked.
    package let isActive: Bool

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        name = try row["name"]
        address = try row["address"]
        town = try row["town"]
        directions = try row["directions"]
        isActive = try row["is_active"]
    }

    private init(sample id: LocationID) {
        self.id = id
        business = BusinessID(rawValue: 1)
        (name, address, town) = ("Retiro", "Calle del Agua 12", "Madrid")
        directions = nil
        isActive = true
    }

    /// For pages' samples.
    package static let sample = Location(sample: LocationID(rawValue: 1))

    /// Street and town on one line; nil where neither is known.
    package var place: String? { Place.line(address, town) }
}

extension Business {
    /// Street and town on one line; nil where neither is known.
    package var place: String? { Place.line(address, location) }

    /// Where people go for what takes place at `location`: its own address, or else the business's.
    package func place(at location: Location?) -> String? {
        guard let location else { return place }
        return Place.line(location.name, location.place)
    }
}

extension Business {
    /// The same of what takes place at several at once; of none, its own address.
    package func place(at locations: [Location]) -> String? {
        locations.isEmpty ? place : locations.compactMap { place(at: $0) }.joined(separator: "; ")
    }
}

extension [Location] {
    /// How to find them: of several, with their names.
    package var directions: String? {
        let known = compactMap { one in one.directions.map { count == 1 ? $0 : "\(one.name): \($0)" } }
        return known.isEmpty ? nil : known.joined(separator: "\n")
    }
}

private enum Place {
    static func line(_ parts: String?...) -> String? {
        let known = parts.compactMap { $0 }.filter { !$0.isEmpty }
        return known.isEmpty ? nil : known.joined(separator: ", ")
    }
}

extension Location {
    private static let about = [
        Field("name", .text(1...120), sample: "Retiro"),
        Field("address", .text(0...300), nullable: true, sample: "Calle del Agua 12"),
        Field("town", .text(0...120), nullable: true, sample: "Madrid"),
        Field(
            "directions", .text(0...500, lines: true), nullable: true, "How to find it and get in.",
            sample: "The door beside the bakery."),
    ]

    package static let draft = Schema(
        "LocationDraft",
        about.map { Field($0.name, $0.shape, optional: $0.name != "name", $0.note, sample: $0.sample) } + [
            Field("is_active", .boolean, optional: true, "Whether it can be booked; true unless given.", sample: true)
        ])

    /// What everybody may read of it.
    package static let face =
        [Field("id", .formatted(.id(LocationID.self)), sample: .string(LocationID(rawValue: 1).description))] + about

    static let schema = Schema("Location", face + [Field("is_active", .boolean, sample: true)])

    package var face: JSON {
        [
            "id": .string(id.description), "name": .string(name), "address": .text(address), "town": .text(town),
            "directions": .text(directions),
        ]
    }

    var json: JSON { face.adding([.init("is_active", .bool(isActive))]) }
}

extension Snapshot {
    package func location(_ business: BusinessID, _ id: LocationID, withRemoved: Bool = false) throws -> Location? {
        let only: SQL = withRemoved ? "" : "AND archived_at IS NULL"
        return try first("SELECT * FROM locations WHERE business_id = \(business) AND id = \(id) \(only)").map(
            Location.init)
    }

    /// The locations that are not removed, the oldest first.
    package func locations(_ business: BusinessID) throws -> [Location] {
        try rows(
            """
            SELECT * FROM locations WHERE business_id = \(business) AND archived_at IS NULL
            ORDER BY id LIMIT \(CatalogueSlice.locationsMost)
            """
        ).map(Location.init)
    }

    /// Names of what belongs to a location.
    func resourceNames(_ business: BusinessID, at location: LocationID) throws -> [String] {
        try rows(
            """
            SELECT name FROM resources
            WHERE business_id = \(business) AND location_id = \(location) AND archived_at IS NULL ORDER BY kind, name
            """
        ).map { try $0[0] }
    }
}
