import Identity
import Kernel
import Storage
import Web

/// One business of the demo world: a small town of real-feeling businesses in different zones.
package struct DemoBusiness: Sendable {
    package struct Thing: Sendable {
        package let name: String
        package let minutes: Int
        package let step: Int
        package let price: String
        package let description: String
        package let needsRoom: Bool
        /// Fields of the offering beyond these.
        var more: [String: JSON] = [:]
        /// The week's classes of a course: day of the week and start.
        package var classes: [(weekday: Int, start: String)] = []
    }
    /// A room that is let by the hour.
    package struct Room: Sendable {
        let name: String
        let kind: RoomKind
        let rate: String
        let description: String
    }
    /// One of several places, and who and what is there; who is named nowhere goes with every one.
    package struct Site: Sendable {
        let name: String
        let address: String
        let town: String
        let directions: String
        let who: [String]
    }
    package let name: String
    package let category: String
    package let description: String
    package let zone: String
    package let currency: String
    package let language: String
    package let address: String
    package let location: String
    package let email: String
    package let phone: String
    package let people: [String]
    package let rooms: [String]
    package let things: [Thing]
    package let requiresApproval: Bool
    /// `HH:MM-HH:MM` ranges by weekday from Monday; empty is closed.
    package let week: [String]
    /// The country, and its part, on whose holidays it is closed.
    package var holidays: (code: String, part: String?)?
    /// Rooms of an offering of their own.
    package var letRooms: [Room] = []
    package var sites: [Site] = []

    package static let town: [DemoBusiness] = [
        DemoBusiness(
            name: "Swim School Retiro", category: "Swimming",
            description:
                "Private lessons for children and adults in a warm 25 m pool. We have taught Madrid to swim since 1998.",
            zone: "Europe/Madrid", currency: "EUR", language: "es", address: "Calle del Agua 12", location: "Madrid",
            email: "hola@swim-retiro.example", phone: "+34910555012",
            people: ["Ana Beltrán", "Ben Suárez", "Carla Ríos"], rooms: [],
            things: [
                Thing(
                    name: "Private swimming lesson", minutes: 45, step: 45, price: "38.00",
                    description: "One to one, at your pace.",
                    needsRoom: false),
                Thing(
                    name: "First lesson for a child", minutes: 30, step: 30, price: "22.00",
                    description: "For children from four years. A parent may join in the water.", needsRoom: false),
                Thing(
                    name: "Crawl for beginners", minutes: 45, step: 45, price: "14.00",
                    description: "Breathing, arms and legs, in a group of eight at most.", needsRoom: false,
                    more: [
                        "kind": "course", "max_party": 4, "asks_names": true, "booking_deadline_hours": 2,
                        "questions": [
                            [
                                "id": "level", "label": "How well do you swim?", "kind": "choice", "is_required": true,
                                "choices": ["Not yet", "A little", "Well"],
                            ]
                        ],
                    ], classes: [(2, "18:00"), (6, "11:00")]),
            ], requiresApproval: false,
            week: [
                "09:00-14:00 16:00-20:00", "09:00-14:00 16:00-20:00", "09:00-14:00 16:00-20:00",
                "09:00-14:00 16:00-20:00", "09:00-14:00", "10:00-14:00", "",
            ]),
        DemoBusiness(
            name: "Harbour Physiotherapy", category: "Health",
            description:
                "Two physiotherapists in two quiet rooms, by the harbour and up in Clifton. Sports injuries, backs, and getting back to work.",
            zone: "Europe/London", currency: "GBP", language: "en", address: "4 Quay Street", location: "Bristol",
            email: "desk@harbour-physio.example", phone: "+441175550104", people: ["Dr Priya Nair", "Tom Whitlock"],
            rooms: ["Treatment room 1", "Treatment room 2"],
            things: [
                Thing(
                    name: "First assessment", minutes: 60, step: 30, price: "75.00",
                    description: "We listen, look and make a plan together.", needsRoom: true),
                Thing(
                    name: "Follow-up treatment", minutes: 30, step: 30, price: "45.00",
                    description: "Hands-on treatment.", needsRoom: true, more: ["lets_choose": true]),
                Thing(
                    name: "Exercises for two, by video", minutes: 45, step: 30, price: "60.00",
                    description: "You in one place, your partner in the other: we lead both by video link.",
                    needsRoom: true, more: ["locations": "all", "pricing": "per_booking"]),
            ], requiresApproval: false,
            week: ["08:00-18:00", "08:00-18:00", "08:00-18:00", "08:00-18:00", "08:00-16:00", "", ""],
            sites: [
                Site(
                    name: "Harbour", address: "4 Quay Street", town: "Bristol",
                    directions: "The blue door beside the bookshop, first floor, with a lift.",
                    who: ["Tom Whitlock", "Treatment room 1"]),
                Site(
                    name: "Clifton", address: "19 Regent Street", town: "Bristol",
                    directions: "Ring at “Physio”. There is parking behind the house.", who: ["Treatment room 2"]),
            ]),
        DemoBusiness(
            name: "Corner Barber", category: "Hair",
            description: "Cuts, beards and good music on the corner of Bedford Avenue.",
            zone: "America/New_York", currency: "USD", language: "en", address: "212 Bedford Avenue",
            location: "Brooklyn, New York",
            email: "shop@corner-barber.example", phone: "+17185550123", people: ["Dre", "Luis", "Mikhail"], rooms: [],
            things: [
                Thing(
                    name: "Haircut", minutes: 30, step: 15, price: "40.00", description: "Wash, cut, finish.",
                    needsRoom: false),
                Thing(
                    name: "Beard trim", minutes: 15, step: 15, price: "20.00", description: "Hot towel included.",
                    needsRoom: false),
                Thing(
                    name: "Cut and beard", minutes: 45, step: 15, price: "55.00", description: "The whole head.",
                    needsRoom: false),
            ], requiresApproval: false,
            week: ["", "10:00-19:00", "10:00-19:00", "10:00-20:00", "10:00-20:00", "09:00-18:00", "11:00-16:00"],
            holidays: ("US", "NY")),
        DemoBusiness(
            name: "Praxis Lindenhof", category: "Therapy",
            description: "Talking therapy in a quiet courtyard. New requests are answered within a day.",
            zone: "Europe/Berlin",
            currency: "EUR", language: "en", address: "Lindenstraße 8", location: "Berlin",
            email: "praxis@lindenhof.example",
            phone: "+49305550188", people: ["Jonas Weber"], rooms: ["Consultation room"],
            things: [
                Thing(
                    name: "Therapy session", minutes: 50, step: 60, price: "95.00",
                    description: "Fifty minutes, one to one.", needsRoom: true)
            ], requiresApproval: true,
            week: ["09:00-17:00", "09:00-17:00", "12:00-20:00", "09:00-17:00", "09:00-15:00", "", ""],
            letRooms: [
                Room(
                    name: "Courtyard office", kind: .office, rate: "18.00",
                    description: "A desk for two, a printer and a view of the lime tree."),
                Room(
                    name: "Blue consultation room", kind: .consultation, rate: "26.00",
                    description: "Two armchairs, a couch and thick doors."),
            ]),
        DemoBusiness(
            name: "Yanaka Clay Studio", category: "Crafts",
            description: "Turn a bowl on the wheel with a potter beside you.",
            zone: "Asia/Tokyo", currency: "JPY", language: "en", address: "3-7-2 Yanaka", location: "Tokyo",
            email: "hello@yanaka-clay.example", phone: "+81355550177", people: ["Haruka Sato", "Kenji Mori"],
            rooms: ["Wheel room"],
            things: [
                Thing(
                    name: "An hour at the wheel", minutes: 60, step: 60, price: "6500",
                    description: "Two bowls, fired and sent on.", needsRoom: true)
            ], requiresApproval: false,
            week: ["", "10:00-18:00", "10:00-18:00", "10:00-18:00", "10:00-18:00", "10:00-18:00", "10:00-17:00"]),
    ]
}

extension CatalogueSlice {
    /// Makes a business of the demo world with its resources, offerings and settings.
    package func addDemo(_ demo: DemoBusiness, owner: UserID, in db: Transaction) throws -> Membership {
        let origin = Origin(actor: .user(owner))
        var draft = BusinessDraft(name: demo.name, zone: demo.zone, language: demo.language)
        draft.currency = demo.currency
        draft.category = demo.category
        draft.description = demo.description
        draft.address = demo.address
        draft.location = demo.location
        draft.email = demo.email
        draft.phone = demo.phone
        let business = try createBusiness(draft, owner: owner, by: origin, in: db)
        let member = Membership(business: business, user: owner, role: .owner)
        let sites = try demo.sites.map { (site: $0, id: try addDemo($0, member, by: origin, in: db)) }
        let place = { name in sites.first { $0.site.who.contains(name) }?.id }
        let people = try demo.people.map { try addDemo($0, .person, place($0), member, by: origin, in: db) }
        let rooms = try demo.rooms.map { try addDemo($0, .room, place($0), member, by: origin, in: db) }
        for thing in demo.things {
            let needs = [people] + (thing.needsRoom ? [rooms] : [])
            _ = try createOffering(member, Self.fields(thing, needs), by: origin, in: db)
        }
        if !demo.letRooms.isEmpty { try letRooms(demo.letRooms, member, by: origin, in: db) }
        let settings = Fields([
            "requires_approval": .bool(demo.requiresApproval), "auto_approve_returning_clients": true,
        ])
        _ = try updateSettings(member, settings, by: origin, in: db)
        return member
    }

    /// One offering for all of them; each has its own price by the hour.
    private func letRooms(
        _ rooms: [DemoBusiness.Room], _ member: Membership, by origin: Origin, in db: Transaction
    ) throws {
        let ids = try rooms.map { room in
            let fields: [String: JSON] = [
                "kind": "room", "name": .string(room.name), "description": .string(room.description),
                "room_kind": .string(room.kind.rawValue), "hourly_rate": .string(room.rate),
            ]
            return try createResource(member, Fields(fields), by: origin, in: db).id
        }
        let fields: [String: JSON] = [
            "kind": "room", "name": "Room on the courtyard",
            "description": "For colleagues: a quiet room with Wi-Fi, tea and a waiting area.", "duration_minutes": 60,
            "step_minutes": 30, "min_duration_minutes": 60, "max_duration_minutes": 240, "duration_step_minutes": 30,
            "requires_approval": false, "needs": .array([.list(ids) { .string($0.description) }]),
        ]
        _ = try createOffering(member, Fields(fields), by: origin, in: db)
    }

    private func addDemo(
        _ name: String, _ kind: ResourceKind, _ location: LocationID?, _ member: Membership, by origin: Origin,
        in db: Transaction
    ) throws -> ResourceID {
        var fields: [String: JSON] = ["kind": .string(kind.rawValue), "name": .string(name)]
        if kind == .room { fields["room_kind"] = "treatment" }
        if let location { fields["location_id"] = .string(location.description) }
        return try createResource(member, Fields(fields), by: origin, in: db).id
    }

    private func addDemo(
        _ site: DemoBusiness.Site, _ member: Membership, by origin: Origin, in db: Transaction
    ) throws -> LocationID {
        let fields: [String: JSON] = [
            "name": .string(site.name), "address": .string(site.address), "town": .string(site.town),
            "directions": .string(site.directions),
        ]
        return try createLocation(member, Fields(fields), by: origin, in: db).id
    }

    private static func fields(_ thing: DemoBusiness.Thing, _ needs: [[ResourceID]]) -> Fields {
        let plain: [String: JSON] = [
            "name": .string(thing.name), "description": .string(thing.description),
            "duration_minutes": .number(thing.minutes),
            "step_minutes": .number(thing.step), "price": .string(thing.price),
            "needs": .list(needs) { .list($0) { .string($0.description) } },
        ]
        return Fields(plain.merging(thing.more) { $1 })
    }
}
