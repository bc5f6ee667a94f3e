import Kernel
import Storage
import Web
import Words

package struct BusinessID: EntityID, ColumnValue {
    package static let prefix = "biz"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The tenant (B1).
package struct Business: Sendable {
    package let id: BusinessID
    package let slug: String
    package let name: String
    package let description: String?
    package let category: String?
    package let email: String?
    package let phone: String?
    package let address: String?
    package let location: String?
    /// IANA name of the zone in which its hours are meant.
    package let zone: String
    package let currency: Currency
    package let language: Language
    package let isVerified: Bool
    package let isActive: Bool
    package let createdAt: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        slug = try row["slug"]
        name = try row["name"]
        description = try row["description"]
        category = try row["category"]
        email = try row["email"]
        phone = try row["phone"]
        address = try row["address"]
        location = try row["location"]
        zone = try row["zone"]
        currency = try row["currency"]
        let code: String = try row["language"]
        language = Language.spoken.first { $0.code == code } ?? .en
        isVerified = try row["is_verified"]
        isActive = try row["is_active"]
        createdAt = try row["created_at"]
    }
}

extension Business {
    static let contactFields = [
        Field(
            "description", .text(0...2_000, lines: true), nullable: true,
            sample: "Private lessons for children and adults."),
        Field("category", .text(0...60), nullable: true, sample: "Swimming"),
        Field("email", .formatted(.email), nullable: true, sample: "info@swim-school.example"),
        Field("phone", .formatted(.phone), nullable: true, sample: "+34910000000"),
        Field("address", .text(0...300), nullable: true, sample: "Calle del Agua 1"),
        Field("location", .text(0...120), nullable: true, "Town.", sample: "Madrid"),
    ]

    static let schema = Schema(
        "Business",
        [
            Field("id", .formatted(.id(BusinessID.self)), sample: .string(BusinessID(rawValue: 1).description)),
            Field("slug", .formatted(.slug), "Last part of the public link.", sample: "swim-school"),
            Field("name", .text(1...120), sample: "Swim School"),
        ] + contactFields + [
            Field("zone", .formatted(.zone), sample: "Europe/Madrid"),
            Field("currency", .formatted(.currency), sample: "EUR"),
            Field("language", .choice(Language.spoken.map(\.code)), sample: "es"),
            Field("is_verified", .boolean, sample: false),
            Field("is_active", .boolean, sample: true),
            Field("public_url", .text(1...300), sample: "https://book.example.org/book/swim-school"),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"), Image.listField,
        ])

    func json(baseURL: String, _ images: [Image]) -> JSON {
        let own: JSON = [
            "id": .string(id.description), "slug": .string(slug), "name": .string(name),
            "description": .text(description),
            "category": .text(category), "email": .text(email), "phone": .text(phone), "address": .text(address),
            "location": .text(location), "zone": .string(zone), "currency": .string(currency.code),
            "language": .string(language.code),
            "is_verified": .bool(isVerified), "is_active": .bool(isActive),
            "public_url": .string("\(baseURL)/book/\(slug)"),
            "created_at": .string(createdAt.rfc3339),
        ]
        return own.adding(images.member(name, baseURL))
    }
}

extension Snapshot {
    /// A business that is not archived.
    package func business(_ id: BusinessID) throws -> Business? {
        try first("SELECT * FROM businesses WHERE id = \(id) AND archived_at IS NULL").map(Business.init)
    }

    /// By its public name.
    package func business(slug: String) throws -> Business? {
        try first("SELECT * FROM businesses WHERE slug = \(slug) AND archived_at IS NULL").map(Business.init)
    }

    /// The first fifty businesses that take part, by age: the demo's little town.
    package func activeBusinesses() throws -> [Business] {
        try rows("SELECT * FROM businesses WHERE is_active = 1 AND archived_at IS NULL ORDER BY id LIMIT 50").map(
            Business.init)
    }
}
