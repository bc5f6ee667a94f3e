import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import Privacy
@testable import daybook

/// Who asks. All but the last four are members of Maria's Swim School.
enum Asker: String, CaseIterable, Sendable {
    case owner, manager, limited, staff, viewer
    case stranger, deactivated, anonymous, admin

    /// The role at Swim School.
    var role: String? {
        switch self {
        case .owner, .manager, .staff, .viewer: rawValue
        case .limited: "manager"
        case .stranger, .deactivated, .anonymous, .admin: nil
        }
    }
}

/// What is asked for.
enum Target: String, CaseIterable, Sendable {
    /// Of Swim School, and looked after by the limited manager.
    case ana
    /// Of Swim School, and not.
    case ben
    /// Of the business of the stranger.
    case foreign
    /// Swim School's address, and below it what belongs to the stranger's business.
    case mixed
    /// Of nobody.
    case random
}

/// Two businesses with one of everything, and everybody who may ask.
struct MatrixWorld: Sendable {
    let house: TestHouse
    let ids: [Target: [String: String]]
    let tokens: [Asker: String]

    static func with(_ engine: TestEngine, _ body: (MatrixWorld) async throws -> Void) async throws {
        try await TestHouse.with(engine, wrapping: { RehearsalStore(base: $0) }) { house in
            try await body(try await MatrixWorld(house))
        }
    }

    private init(_ house: TestHouse) async throws {
        self.house = house
        var tokens: [Asker: String] = [.owner: house.maria]
        for asker in [Asker.manager, .limited, .staff, .viewer, .stranger, .deactivated, .admin] {
            tokens[asker] = try await house.person(asker.rawValue)
            guard let role = asker == .deactivated ? "manager" : asker.role else { continue }
            try await Self.join(house, asker.rawValue, role)
        }
        let stranger = house.guest.as(tokens[.stranger])
        let zoes =
            try await stranger.made(
                "/businesses", ["name": "Zoe's", "zone": "Europe/Madrid", "currency": "EUR"])["id"]?.string ?? ""
        let zed = try await stranger.made("/businesses/\(zoes)/resources", ["kind": "person", "name": "Zed"])
        let zeds = zed["id"]?.string ?? ""
        var ids: [Target: [String: String]] = [
            .ana: try await Self.things(house, house.owner, house.business, TestHouse.slug, house.ana, hour: 9),
            .ben: try await Self.things(house, house.owner, house.business, TestHouse.slug, house.ben, hour: 11),
            .foreign: try await Self.things(house, stranger, zoes, "zoe-s", zeds, hour: 9),
            .random: Self.nobodys,
        ]
        let outer = (ids[.ana] ?? [:]).filter { Self.outer.contains($0.key) }
        ids[.mixed] = (ids[.foreign] ?? [:]).merging(outer) { $1 }
        self.ids = ids
        let ana = house.ana
        try await house.store.write { db in
            try db.execute(
                """
                INSERT INTO member_resources (business_id, user_id, resource_id)
                SELECT m.business_id, m.user_id, r.id FROM members m JOIN users u ON u.id = m.user_id
                JOIN resources r ON r.business_id = m.business_id
                WHERE u.username = 'limited' AND r.id = \(ResourceID(ana))
                """)
            try db.execute("UPDATE users SET role = 'admin' WHERE username = 'admin'")
        }
        self.tokens = tokens
    }

    /// A person joins Swim School.
    static func join(_ house: TestHouse, _ username: String, _ role: String) async throws {
        try await house.store.write { db in
            try db.execute(
                """
                INSERT INTO members (business_id, user_id, role, created_at)
                SELECT b.id, u.id, \(role), 0 FROM businesses b, users u
                WHERE b.slug = \(TestHouse.slug) AND u.username = \(username)
                """)
        }
    }

    /// After every browser has logged in: the deactivated one is out.
    func settle() async throws {
        let identity = house.composition.identity
        try await house.store.write { db in
            guard let user = try db.user(email: "deactivated@daybook.example") else { throw Problem.notFound }
            try identity.deactivate(user.id, by: .system, in: db)
        }
    }

    func door(_ asker: Asker) -> APIDoor { house.guest.as(tokens[asker]) }

    /// One of everything in a business, all of it about one person.
    private static func things(
        _ house: TestHouse, _ owner: APIDoor, _ business: String, _ slug: String, _ person: String, hour: Int
    ) async throws -> [String: String] {
        let path = "/businesses/\(business)"
        let hours = (1...5).map { day -> JSON in ["weekday": .integer(day), "opens": "09:00", "closes": "17:00"] }
        _ = try await owner.accepted(.put, "\(path)/schedules", ["hours": .array(hours)])
        let needs: JSON = [[.string(person)]]
        func offering(_ kind: String, _ name: String) async throws -> String {
            try await owner.made(
                "\(path)/offerings",
                [
                    "kind": .string(kind), "name": .string(name), "duration_minutes": 60, "price": "50.00",
                    "buffer_time_minutes": 0, "needs": needs,
                ])["id"]?.string ?? ""
        }
        let (lesson, course) = (try await offering("appointment", "Lesson"), try await offering("course", "Class"))
        let booked = try await owner.made(
            "/bookings",
            [
                "business_id": .string(business), "offering_id": .string(lesson),
                "start": .string("2026-11-25T\(hour < 10 ? "0" : "")\(hour):00:00Z"), "client_name": "John Doe",
                "client_email": .string("john-\(hour)@example.com"),
            ])
        let bookingPath = "/bookings/\(booked["id"]?.string ?? "")/links"
        _ = try await owner.accepted(.post, bookingPath, [:])
        let link = try await owner.accepted(.get, bookingPath)["links"]?.array?.first
        let opened = try await owner.made(
            "\(path)/sessions",
            [
                "offering_id": .string(course), "start_date": "2026-11-26",
                "start_time": .string("\(hour + 3):00"), "max_capacity": 4, "resource_ids": [.string(person)],
            ])
        let days: JSON = [
            "from_date": "2026-12-24", "through_date": "2026-12-26", "kind": "closed", "resource_id": .string(person),
        ]
        let closed = try await owner.made("\(path)/schedules/exceptions", days)
        let place = try await owner.made("\(path)/locations", ["name": .string("House \(hour)")])
        let invited = try await owner.made(
            "\(path)/members", ["email": .string("new-\(hour)@\(slug).example"), "role": "staff"])
        let (customer, request) = try await asking(house, business, "john-\(hour)@example.com")
        let members = try await owner.accepted(.get, "\(path)/members")["items"]?.array ?? []
        let worker = members.last { $0["role"] != "owner" } ?? members.last
        return [
            "business_id": business, "slug": slug, "resource_id": person, "room_id": person, "offering_id": lesson,
            "booking_id": booked["id"]?.string ?? "", "reference": booked["reference"]?.string ?? "",
            "session_id": opened["sessions"]?.array?.first?["id"]?.string ?? "",
            "exception_id": closed["id"]?.string ?? "", "image_id": try await house.image(of: path, by: owner),
            "invitation_id": invited["id"]?.string ?? "", "location_id": place["id"]?.string ?? "",
            "user_id": worker?["user_id"]?.string ?? "", "link_id": link?["id"]?.string ?? "",
            "customer_id": customer, "request_id": request,
        ]
    }

    /// The client with this address, who has asked to be erased, and the request.
    private static func asking(_ house: TestHouse, _ business: String, _ email: String) async throws -> (String, String)
    {
        let privacy = house.composition.privacy
        return try await house.store.write { db in
            guard let business = BusinessID(business),
                let id: CustomerID = try db.value(
                    "SELECT id FROM customers WHERE business_id = \(business) AND email = \(email)")
            else { throw Problem.notFound }
            try privacy.askErasure(id, business, by: .system, in: db)
            let request = try db.erasureRequests(business).first { $0.customer == id }
            return (id.description, request?.id.description ?? "")
        }
    }

    private static let nobodys = [
        "business_id": "biz_3nk2r8w1qz7", "slug": "no-such-school", "resource_id": "res_3nk2r8w1qz7",
        "room_id": "res_3nk2r8w1qz7", "offering_id": "off_3nk2r8w1qz7", "booking_id": "bkg_3nk2r8w1qz7",
        "reference": "ZZZZZZZZ", "session_id": "ses_3nk2r8w1qz7", "exception_id": "exc_3nk2r8w1qz7",
        "image_id": "img_3nk2r8w1qz7", "invitation_id": "inv_3nk2r8w1qz7", "location_id": "loc_3nk2r8w1qz7",
        "user_id": "usr_3nk2r8w1qz7", "link_id": "lnk_3nk2r8w1qz7",
        "customer_id": "cus_3nk2r8w1qz7", "request_id": "ers_3nk2r8w1qz7",
    ]

    /// The path with the target's ids. `{id}` is named by what stands before it.
    func address(_ path: String, _ target: Target) -> String {
        let ids = ids[target] ?? [:]
        var before = ""
        let parts = path.split(separator: "/").map { part -> String in
            defer { before = String(part) }
            guard part.hasPrefix("{") else { return String(part) }
            let name = String(part.dropFirst().dropLast())
            return ids[name] ?? ids[Self.names[name == "id" ? before : name] ?? ""] ?? "nothing"
        }
        return "/" + parts.joined(separator: "/")
    }

    static let outer: Set<String> = ["business_id", "slug"]

    /// Whether the path names a business, and below it something of its own.
    func isNested(_ path: String) -> Bool {
        address(path, .foreign) != address(path, .mixed) && address(path, .mixed) != address(path, .ana)
    }

    private static let names = [
        "bookings": "booking_id", "requests": "booking_id", "resources": "resource_id", "offerings": "offering_id",
        "sessions": "session_id", "exceptions": "exception_id", "members": "user_id", "users": "user_id",
        "businesses": "business_id", "locations": "location_id", "ref": "reference",
    ]

    /// The operation's sample with the target's ids in it, and the others' where a single field is to be wrong.
    func body(_ endpoint: Endpoint, _ target: Target, swapping name: String? = nil, for other: Target = .foreign)
        -> JSON?
    {
        guard let schema = endpoint.body else { return nil }
        let members = schema.fields.compactMap { field -> JSON.Member? in
            let owner = field.name == name ? other : target
            if let id = id(field.name, owner) {
                if field.shape.isIDs { return .init(field.name, field.name == name ? [.string(id)] : []) }
                if field.shape.isID, field.isRequired || field.name == name || field.name == "business_id" {
                    return .init(field.name, .string(id))
                }
            }
            return field.sample == .null || field.shape.isID ? nil : .init(field.name, field.sample)
        }
        return .object(members)
    }

    func query(_ endpoint: Endpoint, _ target: Target, swapping name: String? = nil, for other: Target = .foreign)
        -> String
    {
        let pairs = endpoint.query.compactMap { field -> String? in
            let owner = field.name == name ? other : target
            let isMeant = field.isRequired || field.name == name || field.name == "business_id"
            guard isMeant else { return nil }
            let value = field.shape.isID ? id(field.name, owner) : field.sample.string
            return value.map { "\(field.name)=\(Encoding.encoded($0))" }
        }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }

    /// Whether there are ids to put into the field.
    func knows(_ field: Field) -> Bool {
        (field.shape.isID || field.shape.isIDs) && id(field.name, .foreign) != nil
    }

    private func id(_ name: String, _ target: Target) -> String? {
        let plain = name.hasSuffix("_ids") ? String(name.dropLast()) : name
        return ids[target]?[plain]
    }
}

extension Shape {
    var isID: Bool { if case .formatted(let format) = self { format.name.hasSuffix("-id") } else { false } }
    var isIDs: Bool { if case .list(let inner, _) = self { inner.isID } else { false } }
}
