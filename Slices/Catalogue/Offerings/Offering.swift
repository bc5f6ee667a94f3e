import Kernel
import Storage
import Web

package struct OfferingID: EntityID, ColumnValue {
    package static let prefix = "off"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

package enum OfferingKind: String, Sendable, ColumnValue, CaseIterable { case appointment, room, course, stay }

/// What a customer books (B4). It needs one resource of each group, all claimed together: one of several people, or a person
/// and a room (decision 0002).
package struct Offering: Sendable {
    package let id: OfferingID
    package let business: BusinessID
    package let kind: OfferingKind
    package let name: String
    package let description: String?
    package let durationMinutes: Int
    /// Minutes between starts.
    package let stepMinutes: Int
    package let price: Money
    /// Nil where the business's settings say it.
    package let bufferBeforeMinutes: Int?
    package let bufferMinutes: Int?
    package let requiresApproval: Bool?
    package let isActive: Bool
    package let needs: [[ResourceID]]
    package let terms: OfferingTerms

    init(_ row: Row, _ currency: Currency, needs: [[ResourceID]]) throws {
        id = try row["id"]
        business = try row["business_id"]
        kind = try row["kind"]
        name = try row["name"]
        description = try row["description"]
        durationMinutes = try row["duration_minutes"]
        stepMinutes = try row["step_minutes"]
        price = Money(minor: try row["price"], currency: currency)
        bufferBeforeMinutes = try row["buffer_before_minutes"]
        bufferMinutes = try row["buffer_time_minutes"]
        requiresApproval = try row["requires_approval"]
        isActive = try row["is_active"]
        self.needs = needs
        terms = try OfferingTerms(row)
    }

    package var duration: Span { .minutes(durationMinutes) }

    /// Whether clients say which of the people and rooms they want: a room is always somebody's choice.
    package var letsChoose: Bool { terms.letsChoose || kind == .room }

    /// Nobody and no room is named for it, so that it has no free time. A course has its sessions.
    package var isUnserved: Bool { needs.isEmpty && kind != .course }
}

extension Offering {
    private static let resourceIDs = Shape.list(.formatted(.id(ResourceID.self)), max: 100)

    /// Stays are booked by the night, which is not there yet.
    package static let bookableKinds: [OfferingKind] = [.appointment, .room, .course]

    package static let draft = Schema(
        "OfferingDraft",
        [
            Field("kind", .choice(bookableKinds.map(\.rawValue)), "Stays as it is.", sample: "appointment"),
            Field("name", .text(1...120), sample: "Private lesson"),
            Field("description", .text(0...2_000, lines: true), optional: true, sample: "One to one."),
            Field("duration_minutes", .integer(5...1_440), sample: 60),
            Field(
                "step_minutes", .integer(5...1_440), optional: true,
                "Minutes between starts; the duration unless given.", sample: 30),
            Field(
                "price", .formatted(.decimal), optional: true, "In the business's currency; free unless given.",
                sample: "50.00"),
            Field(
                "buffer_before_minutes", .integer(0...1_440), optional: true, "The business's unless given.",
                sample: nil),
            Field(
                "buffer_time_minutes", .integer(0...1_440), optional: true, "The business's unless given.", sample: nil),
            Field(
                "requires_approval", .boolean, optional: true, "As the business's settings say unless given.",
                sample: nil),
            Field(
                "needs", .list(resourceIDs, max: 5), optional: true,
                "One resource of each inner list is taken: [[ana, ben], [room]] is Ana or Ben, and the room.",
                sample: [[.string(ResourceID(rawValue: 1).description)]]),
            Field("is_active", .boolean, optional: true, sample: true),
        ] + OfferingTerms.fields)

    static let schema = Schema(
        "Offering",
        [
            Field("id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field("kind", .choice(OfferingKind.allCases.map(\.rawValue)), sample: "appointment"),
            Field("name", .text(1...120), sample: "Private lesson"),
            Field("description", .text(0...2_000), nullable: true, sample: "One to one."),
            Field("duration_minutes", .integer(5...1_440), sample: 60),
            Field("step_minutes", .integer(5...1_440), sample: 30),
            Field("price", .formatted(.decimal), sample: "50.00"),
            Field("currency", .formatted(.currency), sample: "EUR"),
            Field("buffer_before_minutes", .integer(0...1_440), nullable: true, sample: nil),
            Field("buffer_time_minutes", .integer(0...1_440), nullable: true, sample: nil),
            Field("requires_approval", .boolean, nullable: true, sample: nil),
            Field("needs", .list(resourceIDs, max: 5), sample: [[.string(ResourceID(rawValue: 1).description)]]),
            Field("is_active", .boolean, sample: true), Image.listField,
        ] + OfferingTerms.view)

    var json: JSON {
        let base: JSON = [
            "id": .string(id.description), "kind": .string(kind.rawValue), "name": .string(name),
            "description": .text(description),
            "duration_minutes": .number(durationMinutes), "step_minutes": .number(stepMinutes),
            "price": .string(price.decimal),
            "currency": .string(price.currency.code), "buffer_before_minutes": .number(bufferBeforeMinutes),
            "buffer_time_minutes": .number(bufferMinutes),
            "requires_approval": requiresApproval.map(JSON.bool) ?? .null,
            "needs": .list(needs) { .list($0) { .string($0.description) } }, "is_active": .bool(isActive),
        ]
        return base.adding(terms.members)
    }
}

extension Snapshot {
    package func offering(_ business: Business, _ id: OfferingID) throws -> Offering? {
        let row = try first(
            "SELECT * FROM offerings WHERE business_id = \(business.id) AND id = \(id) AND archived_at IS NULL")
        return try row.map { try Offering($0, business.currency, needs: needs(business.id, id)[id] ?? []) }
    }

    /// Every offering that is not archived, oldest first.
    package func offerings(_ business: Business) throws -> [Offering] {
        let needs = try needs(business.id)
        return try rows(
            "SELECT * FROM offerings WHERE business_id = \(business.id) AND archived_at IS NULL ORDER BY id LIMIT 500"
        )
        .map { try Offering($0, business.currency, needs: needs[try $0["id"]] ?? []) }
    }

    private func needs(_ business: BusinessID, _ offering: OfferingID? = nil) throws -> [OfferingID: [[ResourceID]]] {
        let only: SQL = offering.map { " AND offering_id = \($0)" } ?? ""
        var needs: [OfferingID: [[ResourceID]]] = [:]
        var last = -1
        for row in try rows(
            """
            SELECT offering_id, position, resource_id FROM offering_needs WHERE business_id = \(business)\(only)
            ORDER BY offering_id, position, resource_id
            """)
        {
            let (offering, position): (OfferingID, Int) = (try row[0], try row[1])
            var groups = needs[offering] ?? []
            if groups.isEmpty || position != last { groups.append([]) }
            last = position
            groups[groups.count - 1].append(try row[2])
            needs[offering] = groups
        }
        return needs
    }
}
