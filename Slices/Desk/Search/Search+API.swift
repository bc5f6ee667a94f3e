import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web

extension DeskSlice {
    private static let name = Field("name", .text(1...120), sample: "John Doe")

    private static let bookingHit = [
        Field("id", .formatted(.id(BookingID.self)), sample: .string(BookingID(rawValue: 1).description)),
        Field("reference", .text(8...8), sample: "K7M2Q9XA"),
        Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), sample: "confirmed"),
        Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
        Field("offering_name", .text(1...120), sample: "Private lesson"),
        Field("client_name", .text(0...120), nullable: true, sample: "John Doe"),
    ]
    private static let customerHit = [
        Field("id", .formatted(.id(CustomerID.self)), sample: .string(CustomerID(rawValue: 1).description)),
        name,
        Field("email", .formatted(.email), nullable: true, sample: "john@example.com"),
        Field("phone", .formatted(.phone), nullable: true, sample: nil),
    ]
    private static let offeringHit = [
        Field("id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)), name,
    ]
    private static let resourceHit = [
        Field("id", .formatted(.id(ResourceID.self)), sample: .string(ResourceID(rawValue: 1).description)),
        Field("kind", .choice(ResourceKind.allCases.map(\.rawValue)), sample: "person"), name,
    ]

    var searchEndpoints: [Endpoint] {
        func list(_ name: String, _ fields: [Field], _ note: String = "") -> Field {
            Field(name, .list(.object(fields), max: Search.most), note, sample: [])
        }
        return [
            Endpoint(
                .get, "/businesses/{business_id}/search", "Search in everything; ten of each kind",
                capabilities: ["L1"], access: .member("booking:view_all"), query: [Search.field],
                answer: Schema(
                    "Found",
                    [
                        list("bookings", Self.bookingHit, "The latest first."),
                        list("customers", Self.customerHit, "None for who may not see contact data."),
                        list("offerings", Self.offeringHit), list("resources", Self.resourceHit),
                    ])
            ) { visit in
                let id = try visit.id("business_id", BusinessID.self)
                let search = Search(visit.query.text("q") ?? "")
                return try await house.store.read { db in
                    let member = try db.membership(visit.visitor, id, .bookingViewAll, reach: .own)
                    return .json(try search.found(member, in: db).json)
                }
            }
        ]
    }
}

extension Search.Found {
    fileprivate var json: JSON {
        [
            "bookings": .list(Array(bookings.prefix(Search.most))) { booking in
                [
                    "id": .string(booking.id.description), "reference": .string(booking.reference),
                    "status": .string(booking.status.rawValue), "start": .string(booking.start.rfc3339),
                    "offering_name": .string(booking.offeringName), "client_name": .text(booking.clientName),
                ]
            },
            "customers": .list(Array(customers.prefix(Search.most))) { customer in
                [
                    "id": .string(customer.id.description), "name": .string(customer.name),
                    "email": .text(customer.email), "phone": .text(customer.phone),
                ]
            },
            "offerings": .list(Array(offerings.prefix(Search.most))) { offering in
                ["id": .string(offering.id.description), "name": .string(offering.name)]
            },
            "resources": .list(Array(resources.prefix(Search.most))) { resource in
                [
                    "id": .string(resource.id.description), "kind": .string(resource.kind.rawValue),
                    "name": .string(resource.name),
                ]
            },
        ]
    }
}
