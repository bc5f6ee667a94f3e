import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

extension AdminSlice {
    static let businessesQuery = [
        Field("q", .text(1...100), optional: true, "Part of a name, slug or e-mail address.", sample: "swim"),
        Field("verified", .boolean, optional: true, sample: false),
        Field("active", .boolean, optional: true, sample: true),
    ]
    private static let business = Schema(
        "PlatformBusiness",
        [
            Field("id", .formatted(.id(BusinessID.self)), sample: .string(BusinessID(rawValue: 1).description)),
            Field("slug", .formatted(.slug), sample: "swim-school"),
            Field("name", .text(1...120), sample: "Swim School"),
            Field("email", .formatted(.email), nullable: true, sample: "info@swim-school.example"),
            Field("is_verified", .boolean, sample: false), Field("is_active", .boolean, sample: true),
            Field("created_at", .formatted(.instant), sample: "2026-11-21T09:00:00Z"),
        ])

    private static func json(_ business: Business) -> JSON {
        [
            "id": .string(business.id.description), "slug": .string(business.slug), "name": .string(business.name),
            "email": .text(business.email), "is_verified": .bool(business.isVerified),
            "is_active": .bool(business.isActive), "created_at": .string(business.createdAt.rfc3339),
        ]
    }

    var businessEndpoints: [Endpoint] {
        let list = Endpoint(
            .get, "/admin/businesses", "Every business, the latest first", capabilities: ["L4"], access: .admin,
            query: Self.businessesQuery + Schema.paging, answer: .page(of: Self.business)
        ) { visit in
            let found = try await businesses(visit)
            return .json(["items": .list(found.items, Self.json), "next_cursor": .text(found.next)])
        }
        let verify = Endpoint.write(
            .put, "/admin/businesses/{business_id}/verify", "Say that a business is what it says, or no longer",
            capabilities: ["B2"], access: .admin,
            body: Schema("Verification", [Field("is_verified", .boolean, optional: true, sample: true)]),
            answer: Self.business
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            let isVerified = visit.body.bool("is_verified") ?? true
            return try await house.store.once(visit) { db in
                .json(Self.json(try catalogue.verify(id, isVerified, by: Origin(visit), in: db)))
            }
        }
        return [list, list.alias("/admin/profiles"), verify, verify.alias("/admin/profiles/{business_id}/verify")]
    }

    func businesses(_ visit: Visit) async throws -> Batch<Business> {
        let cursor = try visit.cursor(BusinessID.self)
        let (text, isVerified) = (visit.query.text("q"), visit.query.bool("verified"))
        let (isActive, limit) = (visit.query.bool("active"), visit.query.integer("limit") ?? Batch<Business>.usual)
        return try await house.store.read { db in
            Batch(
                try db.businesses(text, isVerified: isVerified, isActive: isActive, after: cursor, limit: limit + 1),
                limit, by: \.id.description)
        }
    }
}
