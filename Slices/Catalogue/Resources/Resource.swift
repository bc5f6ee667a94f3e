import Kernel
import Storage
import Web

package struct ResourceID: EntityID, ColumnValue {
    package static let prefix = "res"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

package enum ResourceKind: String, Sendable, ColumnValue, CaseIterable {
    case person, room, equipment, unit, seats

    /// The longest claim on such a resource; what bounds the look-back of every overlap check.
    package var longestClaim: Span { self == .unit ? .days(400) : .days(3) }
}

/// What a room is for (B5).
package enum RoomKind: String, Sendable, ColumnValue, CaseIterable { case office, consultation, meeting, treatment }

/// Something whose time can be claimed (B5).
package struct Resource: Sendable {
    package let id: ResourceID
    package let business: BusinessID
    package let kind: ResourceKind
    package let name: String
    package let description: String?
    /// Units that may be claimed at one instant.
    package let capacity: Int
    package let roomKind: RoomKind?
    /// Minor units of the business's currency.
    package let hourlyRate: Int?
    package let metadata: JSON
    package let isActive: Bool
    /// Where it stands or works; nil for one that goes with every location, and for a business that has none (B11).
    package let location: LocationID?

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        kind = try row["kind"]
        name = try row["name"]
        description = try row["description"]
        capacity = try row["capacity"]
        roomKind = try row["room_kind"]
        hourlyRate = try row["hourly_rate"]
        let text: String = try row["metadata"]
        metadata = (try? JSON.parse(Array(text.utf8))) ?? [:]
        isActive = try row["is_active"]
        location = try row["location_id"]
    }

    private static let inputKinds: [ResourceKind] = [.person, .room, .equipment]

    package static let draft = Schema(
        "ResourceDraft",
        [
            Field("kind", .choice(inputKinds.map(\.rawValue)), sample: "person"),
            Field("name", .text(1...120), sample: "Ana"),
            Field("description", .text(0...2_000, lines: true), optional: true, sample: "Teaches children."),
            Field("capacity", .integer(1...1_000), optional: true, "Units at one instant; 1 unless given.", sample: 1),
            Field("room_kind", .choice(RoomKind.allCases.map(\.rawValue)), optional: true, "Rooms only.", sample: nil),
            Field("hourly_rate", .formatted(.decimal), optional: true, "Rooms only.", sample: nil),
            Field("metadata", .free(bytes: 4_000), optional: true, sample: [:]),
            Field(
                "location_id", .formatted(.locationOrNone), optional: true,
                "Where it stands or works; empty for every location.", sample: nil),
            Field("is_active", .boolean, optional: true, sample: true),
        ])

    static let schema = Schema(
        "Resource",
        [
            Field("id", .formatted(.id(ResourceID.self)), sample: .string(ResourceID(rawValue: 1).description)),
            Field("kind", .choice(ResourceKind.allCases.map(\.rawValue)), sample: "person"),
            Field("name", .text(1...120), sample: "Ana"),
            Field("description", .text(0...2_000), nullable: true, sample: nil),
            Field("capacity", .integer(1...100_000), sample: 1),
            Field("room_kind", .choice(RoomKind.allCases.map(\.rawValue)), nullable: true, sample: nil),
            Field("hourly_rate", .formatted(.decimal), nullable: true, sample: nil),
            Field("metadata", .free(bytes: 4_000), sample: [:]),
            Field(
                "location_id", .formatted(.id(LocationID.self)), nullable: true, "Null: goes with every location.",
                sample: nil),
            Field("is_active", .boolean, sample: true), Image.listField,
        ])

    func json(_ currency: Currency) -> JSON {
        [
            "id": .string(id.description), "kind": .string(kind.rawValue), "name": .string(name),
            "description": .text(description),
            "capacity": .number(capacity), "room_kind": .text(roomKind?.rawValue),
            "hourly_rate": .text(hourlyRate.map { Money(minor: Int64($0), currency: currency).decimal }),
            "metadata": metadata, "location_id": .text(location?.description),
            "is_active": .bool(isActive),
        ]
    }
}

extension Format {
    /// An id, or empty for none: so that a change can take it away.
    fileprivate static let locationOrNone = Format(
        "loc-id-or-empty", maxLength: 18, pattern: "^(loc_[0-9a-hjkmnp-tv-z]{1,13})?$"
    ) { $0.isEmpty || LocationID($0) != nil }
}

extension Snapshot {
    package func resource(_ business: BusinessID, _ id: ResourceID) throws -> Resource? {
        try first(
            "SELECT * FROM resources WHERE business_id = \(business) AND id = \(id) AND kind <> 'seats' AND archived_at IS NULL"
        ).map(Resource.init)
    }

    /// Every resource of the business that is not archived, by name; the seats of sessions apart.
    package func resources(_ business: BusinessID) throws -> [Resource] {
        try rows(
            """
            SELECT * FROM resources WHERE business_id = \(business) AND kind <> 'seats' AND archived_at IS NULL
            ORDER BY kind, name, id LIMIT 1000
            """
        )
        .map(Resource.init)
    }

    /// These resources in id order; inside a transaction about to claim them, with their rows locked in that order.
    package func resources(_ business: BusinessID, _ ids: some Sequence<ResourceID>, locked: Bool) throws -> [Resource]
    {
        let lock: SQL = locked ? dialect.forUpdate : ""
        return try rows(
            "SELECT * FROM resources WHERE business_id = \(business) AND id IN \(list: ids) ORDER BY id\(lock)"
        ).map(Resource.init)
    }

    /// The public link's name of the business that has this room; nil for another kind of resource, and for one that is archived.
    package func slug(ofRoom id: ResourceID) throws -> String? {
        try value(
            """
            SELECT b.slug FROM resources r JOIN businesses b ON b.id = r.business_id
            WHERE r.id = \(id) AND r.kind = 'room' AND r.archived_at IS NULL
            """)
    }
}
