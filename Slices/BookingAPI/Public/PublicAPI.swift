import Catalogue
import House
import Scheduling
import Storage
import Web

/// What anybody may ask a business for, its face first (B7, B8).
extension BookingAPISlice {
    var publicEndpoints: [Endpoint] {
        [publicBusiness, servicesEndpoint, holdEndpoint, dropEndpoint, bookEndpoint, referenceEndpoint, publicLive]
    }

    private static let face = [
        Field("name", .text(1...120), sample: "Swim School Pro"),
        Field("description", .text(0...2_000), nullable: true, sample: "Professional swimming lessons"),
        Field("address", .text(0...300), nullable: true, sample: "123 Pool Street"),
        Field("phone", .text(0...30), nullable: true, sample: "+1234567890"),
        Field("email", .text(0...254), nullable: true, sample: "info@swimschool.com"),
        Field("zone", .formatted(.zone), sample: "Europe/Madrid"),
        Field(
            "locations", .list(.object(Location.face), max: CatalogueSlice.locationsMost),
            "Where it can be booked; none: at its own address.", sample: .array([Schema("", Location.face).sample])),
        Image.listField,
    ]
    private static let shownSettings = [
        Field("requires_approval", .boolean, sample: false),
        Field("buffer_time_minutes", .integer(0...1_440), sample: 15),
        Field("is_active", .boolean, sample: true),
    ]
    private static let publicBusiness = Schema(
        "PublicBusiness",
        [
            Field("business", .object(face), sample: Schema("", face).sample),
            Field("settings", .object(shownSettings), sample: Schema("", shownSettings).sample),
        ])

    /// The public face of the business with this slug. An inactive one is not there.
    func publicBook(_ visit: Visit, in db: Snapshot) throws -> Book {
        guard let book = try scheduling.book(visit.parameter("slug"), in: db), book.business.isActive else {
            throw Problem.notFound
        }
        return book
    }

    private var publicBusiness: Endpoint {
        Endpoint(
            .get, "/public/{slug}", "A business and how it takes bookings", capabilities: ["B7", "B8"], access: .anyone,
            answer: Self.publicBusiness
        ) { visit in
            let book = try await house.store.read { db in try publicBook(visit, in: db) }
            let business = book.business
            let face: JSON = [
                "name": .string(business.name), "description": .text(business.description),
                "address": .text(business.address),
                "phone": .text(business.phone), "email": .text(business.email), "zone": .string(business.zone),
                "locations": .list(book.openLocations, \.face),
            ]
            return .json([
                "business": face.adding((book.images[.business] ?? []).member(business.name, house.baseURL)),
                "settings": [
                    "requires_approval": .bool(book.settings.requiresApproval),
                    "buffer_time_minutes": .number(book.settings.bufferMinutes),
                    "is_active": .bool(book.settings.isActive && house.rules.isBookingEnabled),
                ],
            ])
        }
    }
}

extension Book {
    /// How many bookings of the offering can run at once: the scarcest of its needs.
    func capacity(_ offering: Offering) -> Int {
        let sums = offering.needs.map {
            $0.compactMap { resources[$0] }.filter(\.isActive).reduce(0) { $0 + $1.capacity }
        }
        return max(1, sums.min() ?? 1)
    }
}
