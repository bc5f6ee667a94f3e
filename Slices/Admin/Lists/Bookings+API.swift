import Bookings
import Catalogue
import House
import Kernel
import Storage
import Web

/// A booking in the platform's list: enough to find it; what its client wrote stands on its own page.
struct ListedBooking: Sendable {
    let id: BookingID
    let reference: String
    let business: BusinessID
    let businessName: String
    let slug: String
    let zone: String
    let offering: String
    let client: String?
    let status: BookingStatus
    let start: Instant

    init(_ row: Row) throws {
        id = try row["id"]
        reference = try row["reference"]
        business = try row["business_id"]
        businessName = try row["business_name"]
        slug = try row["slug"]
        zone = try row["zone"]
        offering = try row["offering_name"]
        client = try row["client_name"]
        status = try row["status"]
        start = try row["start_at"]
    }
}

extension Snapshot {
    /// Bookings of all businesses with `text` in the client's name or address or at the start of the reference, the latest first.
    func platformBookings(
        _ text: String?, _ status: BookingStatus?, of business: BusinessID?, after: BookingID?, limit: Int
    ) throws -> [ListedBooking] {
        var conditions: [SQL] = ["b.\(Booking.isPlaced)"]
        if let text {
            let reference = SearchText(text.filter { $0 != "-" && $0 != " " }, isPrefix: true)
            conditions.append(
                "(\(reference.isIn("b.reference")) OR \(SearchText(text).isIn(anyOf: ["b.client_name", "b.client_email"])))"
            )
        }
        if let status { conditions.append("b.status = \(status)") }
        if let business { conditions.append("b.business_id = \(business)") }
        if let after { conditions.append("b.id < \(after)") }
        return try rows(
            """
            SELECT b.id, b.reference, b.business_id, b.offering_name, b.client_name, b.status, b.start_at,
                p.name AS business_name, p.slug, p.zone
            FROM bookings b JOIN businesses p ON p.id = b.business_id
            WHERE \(SQL.joined(conditions, by: " AND ")) ORDER BY b.id DESC LIMIT \(limit)
            """
        ).map(ListedBooking.init)
    }
}

extension AdminSlice {
    static let bookingsQuery = [
        Field(
            "q", .text(1...100), optional: true, "Part of the client's name or address, or a reference.", sample: "doe"),
        Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), optional: true, sample: "confirmed"),
        CatalogueSlice.businessQuery,
    ]

    var bookingEndpoints: [Endpoint] {
        let shape = Schema(
            "PlatformBooking",
            [
                Field("id", .formatted(.id(BookingID.self)), sample: .string(BookingID(rawValue: 1).description)),
                Field("reference", .text(8...8), sample: "K7M2Q9XA"),
                Field(
                    "business_id", .formatted(.id(BusinessID.self)),
                    sample: .string(BusinessID(rawValue: 1).description)),
                Field("business_name", .text(1...120), sample: "Swim School"),
                Field("offering_name", .text(1...120), sample: "Private lesson"),
                Field("client_name", .text(0...120), nullable: true, sample: "John Doe"),
                Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), sample: "confirmed"),
                Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
            ])
        return [
            Endpoint(
                .get, "/admin/bookings", "Bookings of all businesses, the latest first", capabilities: ["L4"],
                access: .admin, query: Self.bookingsQuery + Schema.paging, answer: .page(of: shape)
            ) { visit in
                let found = try await platformBookings(visit)
                return .json([
                    "items": .list(found.items) { booking in
                        [
                            "id": .string(booking.id.description), "reference": .string(booking.reference),
                            "business_id": .string(booking.business.description),
                            "business_name": .string(booking.businessName),
                            "offering_name": .string(booking.offering), "client_name": .text(booking.client),
                            "status": .string(booking.status.rawValue), "start": .string(booking.start.rfc3339),
                        ]
                    }, "next_cursor": .text(found.next),
                ])
            }
        ]
    }

    func platformBookings(_ visit: Visit) async throws -> Batch<ListedBooking> {
        let cursor = try visit.cursor(BookingID.self)
        let (text, status) = (visit.query.text("q"), visit.query.text("status").flatMap(BookingStatus.init))
        let business = visit.query.id("business_id", BusinessID.self)
        let limit = visit.query.integer("limit") ?? Batch<ListedBooking>.usual
        return try await house.store.read { db in
            Batch(
                try db.platformBookings(text, status, of: business, after: cursor, limit: limit + 1), limit,
                by: \.id.description)
        }
    }
}
