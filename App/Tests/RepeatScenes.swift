import Bookings
import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// Requests that succeed, one for each write: the operation's sample where that will do, else about something made for it.
final class RepeatScenes {
    struct Ask {
        var door: APIDoor
        var address: String
        var body: JSON?
        var isFile = false

        func send(_ method: Method, key: String?) async throws -> Answer {
            isFile
                ? await door.upload(address, try TestImage.file(), key: key)
                : await door.send(method, address, body, key: key)
        }
    }

    let world: MatrixWorld
    private var hours = 0
    private var things = 0

    init(_ world: MatrixWorld) { self.world = world }

    private var house: TestHouse { world.house }
    private var path: String { "/businesses/\(house.business)" }
    private var ids: [String: String] { world.ids[.ana] ?? [:] }
    private var offering: JSON { .string(ids["offering_id"] ?? "") }

    func ask(_ endpoint: Endpoint) async throws -> Ask {
        let admin = world.door(.admin)
        var ask = Ask(
            door: endpoint.access == .admin ? admin : endpoint.access.isOpen ? house.guest : house.owner,
            address: world.address(endpoint.path, .ana) + world.query(endpoint, .ana),
            body: world.body(endpoint, .ana), isFile: !endpoint.files.isEmpty)
        let name = "\(endpoint.method.rawValue) \(endpoint.path)"
        if let body = try await body(name) { ask.body = body }
        if let address = try await address(name) { ask.address = address }
        if name.contains("/customer/bookings/{id}/") {
            let made = try await book()
            ask.address = endpoint.path.replacing("{id}", with: made.id)
            ask.body = ["key": .string(made.key)]
            if name.hasSuffix("reschedule") { ask.body = ["key": .string(made.key), "start": next()] }
        }
        if name.hasSuffix("/check-in") {
            let (id, key) = try await soon()
            (ask.address, ask.body) = ("/customer/bookings/\(id)/check-in", ["key": .string(key)])
        }
        if name.hasSuffix("/membership") { ask.door = house.guest.as(try await member().token) }
        if name.hasSuffix("/invitations/accept") {
            let token = try await house.person("joiner")
            _ = try await house.owner.made("\(path)/members", ["email": "joiner@daybook.example", "role": "staff"])
            let mail = try await house.mails(to: "joiner@daybook.example").last { $0.kind == "invitation" }
            (ask.door, ask.body) = (house.guest.as(token), ["token": .string(mail?.token ?? "")])
        }
        return ask
    }

    private func body(_ name: String) async throws -> JSON? {
        let client: [JSON.Member] = [.init("client_name", "John Doe"), .init("client_email", "john@example.com")]
        let own: [JSON.Member] =
            name.hasPrefix("POST /bookings") ? [.init("business_id", .string(house.business))] : []
        func lesson() -> [JSON.Member] { [.init("offering_id", offering), .init("start", next())] }
        let weekly = (1...5).map { ["weekday": .integer($0), "opens": "09:00", "closes": "17:00"] as JSON }
        switch name {
        case "POST /bookings", "POST /public/{slug}/book": return .object(own + lesson() + client)
        case "POST /bookings/series", "POST /public/{slug}/series":
            return .object(own + lesson() + client + [.init("count", 1)])
        case "POST /bookings/basket", "POST /public/{slug}/basket":
            return .object(own + [.init("items", [.object(lesson())])] + client)
        case "POST /public/{slug}/hold": return .object(lesson())
        case "POST /public/{slug}/release":
            let held = try await house.guest.made("/public/\(TestHouse.slug)/hold", .object(lesson()))
            return ["hold_token": held["hold_token"] ?? .null]
        case "PUT /bookings/{id}/reschedule": return ["start": next()]
        case "POST /businesses", "POST /owners/profiles", "POST /profiles":
            return ["name": .string(thing()), "zone": "UTC"]
        case "PUT /businesses/{business_id}", "PUT /profiles/{business_id}": return ["name": "Swim School"]
        case "POST /businesses/{business_id}/offerings":
            return ["kind": "appointment", "name": .string(thing()), "duration_minutes": 60, "price": "1.00"]
        case "PUT /businesses/{business_id}/offerings/{offering_id}": return ["name": "Lesson"]
        case "POST /businesses/{business_id}/resources": return ["kind": "person", "name": .string(thing())]
        case "PUT /businesses/{business_id}/resources/{resource_id}": return ["name": "Ana"]
        case "PUT /businesses/{business_id}/schedules": return ["hours": .array(weekly)]
        case "PUT /businesses/{business_id}/schedules/holidays": return ["is_on": false, "country": "ES"]
        case "PUT /businesses/{business_id}/security": return ["second_factor_roles": ["viewer"]]
        case "PUT /businesses/{business_id}/members/{user_id}": return ["role": "staff"]
        case "POST /businesses/{business_id}/sessions": return try await session()
        case "POST /businesses/{business_id}/sessions/generate", "POST /admin/timeslots/generate",
            "POST /availability/profiles/{business_id}/slots":
            return try await session(through: "2026-12-02")
        default: return nil
        }
    }

    private func address(_ name: String) async throws -> String? {
        switch name {
        case "POST /booking/requests/{id}/approve":
            return "/booking/requests/\(try await book(asking: true).id)/approve"
        case "POST /booking/requests/{id}/reject": return "/booking/requests/\(try await book(asking: true).id)/reject"
        case "PUT /bookings/{id}/reject": return "/bookings/\(try await book(asking: true).id)/reject"
        case "PUT /bookings/{id}/status": return "/bookings/\(try await book(asking: true).id)/status"
        case "PUT /bookings/{id}/cancel": return "/bookings/\(try await book().id)/cancel"
        case "PUT /bookings/{id}/reschedule": return "/bookings/\(try await book().id)/reschedule"
        case "DELETE /bookings/{id}/links/{link_id}":
            let links = "/bookings/\(try await book().id)/links"
            let link = try await house.owner.accepted(.get, links)["links"]?.array?.first
            return "\(links)/\(link?["id"]?.string ?? "")"
        case "DELETE /sessions/{session_id}": return "/sessions/\(try await opened())"
        case "DELETE /availability/slots/{session_id}": return "/availability/slots/\(try await opened())"
        case "PUT /businesses/{business_id}/activate": return "/businesses/\(try await business())/activate"
        case "PUT /businesses/{business_id}/deactivate": return "/businesses/\(try await business())/deactivate"
        case "PUT /profiles/{business_id}/activate": return "/profiles/\(try await business())/activate"
        case "PUT /profiles/{business_id}/deactivate": return "/profiles/\(try await business())/deactivate"
        case "DELETE /businesses/{business_id}": return "/businesses/\(try await business())"
        case "DELETE /profiles/{business_id}": return "/profiles/\(try await business())"
        case "DELETE /privacy/{business_id}/customers/{customer_id}":
            let customer = world.ids[.ben]?["customer_id"] ?? ""
            return "/privacy/\(house.business)/customers/\(customer)?cancels_upcoming=true"
        case "PUT /admin/jobs/{id}/retry": return "/admin/jobs/\(try await job(isParked: true))/retry"
        case "PUT /admin/jobs/{id}/park": return "/admin/jobs/\(try await job(isParked: false))/park"
        default: return try await within(name)
        }
    }

    /// What belongs to the business, and is taken away from it.
    private func within(_ name: String) async throws -> String? {
        let parts = name.split(separator: " ").map(String.init)
        guard parts[0] == "DELETE" || name.contains("{image_id}") || name.contains("/members/{user_id}") else {
            return nil
        }
        let all = world.address(parts[1], .ana).split(separator: "/").dropLast().joined(separator: "/")
        let made: JSON
        switch parts[1].split(separator: "/").last {
        case "{image_id}": return "/\(all)/\(try await house.upload("/\(all)")["id"]?.string ?? "")"
        case "{user_id}": return "/\(all)/\(try await member().id)"
        case "{location_id}": made = ["name": .string(thing())]
        case "{resource_id}": made = ["kind": "person", "name": .string(thing())]
        case "{offering_id}":
            made = ["kind": "appointment", "name": .string(thing()), "duration_minutes": 60, "price": "1.00"]
        case "{exception_id}": made = ["from_date": "2027-01-06", "through_date": "2027-01-06", "kind": "closed"]
        case "{invitation_id}":
            let invited: JSON = ["email": .string("\(thing())@example.com"), "role": "staff"]
            let id = try await house.owner.made("\(path)/members", invited)["id"]?.string ?? ""
            return "/\(all)/\(id)"
        default: return nil
        }
        return "/\(all)/\(try await house.owner.made("/\(all)", made)["id"]?.string ?? "")"
    }

    private func thing() -> String {
        things += 1
        return "thing\(things)"
    }

    /// An hour of Ana's in December that nothing else takes.
    private func next() -> JSON {
        defer { hours += 1 }
        let days = [1, 2, 3, 4, 9, 10, 11, 14, 15, 16, 17, 18]
        let (day, hour) = (days[hours / 7], 8 + hours % 7)
        return .string("2026-12-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z")
    }

    private var asking: String?

    /// A client's booking, and the key of their link.
    func book(asking isRequest: Bool = false) async throws -> (id: String, key: String) {
        if isRequest, asking == nil {
            let made = try await house.owner.made(
                "\(path)/offerings",
                [
                    "kind": "appointment", "name": "Asked for", "duration_minutes": 60, "price": "50.00",
                    "buffer_time_minutes": 0, "requires_approval": true, "needs": [[.string(house.ana)]],
                ])
            asking = made["id"]?.string
        }
        let wish: JSON = [
            "offering_id": isRequest ? .string(asking ?? "") : offering, "start": next(), "client_name": "Jane Roe",
            "client_email": "jane@example.com",
        ]
        let made = try await house.guest.made("/public/\(TestHouse.slug)/book", wish)
        let key = made["manage_url"]?.string?.split(separator: "/").last.map(String.init) ?? ""
        return (made["id"]?.string ?? "", key)
    }

    /// A booking that begins in half an hour, of an offering whose clients may check in by themselves.
    private func soon() async throws -> (id: String, key: String) {
        let lesson = try await house.owner.made(
            "\(path)/offerings",
            [
                "kind": "appointment", "name": .string(thing()), "duration_minutes": 30, "price": "1.00",
                "self_check_in": true, "needs": [[.string(house.ben)]],
            ])
        let booked = try await house.owner.made(
            "/bookings",
            [
                "business_id": .string(house.business), "offering_id": lesson["id"] ?? .null,
                "start": "2026-11-23T06:30:00Z", "client_name": "Jane Roe", "client_email": "jane@example.com",
            ])
        let (slice, id) = (house.composition.bookings, booked["id"]?.string ?? "")
        let url = try await house.store.write { db in
            guard let booking = try BookingID(id).flatMap({ try db.booking($0) }) else { throw Problem.notFound }
            return try slice.mailedURL(booking, for: nil, in: db)
        }
        return (id, url.split(separator: "/").last.map(String.init) ?? "")
    }

    private var course: String?

    private func session(through end: String? = nil) async throws -> JSON {
        if course == nil {
            let made: JSON = ["kind": "course", "name": "Diving", "duration_minutes": 60, "price": "12.00"]
            course = try await house.owner.made("\(path)/offerings", made)["id"]?.string
        }
        things += 1
        let minute = things % 60
        let common: [JSON.Member] = [
            .init("offering_id", .string(course ?? "")), .init("max_capacity", 4),
            .init("start_time", .string("12:\(minute < 10 ? "0" : "")\(minute)")),
            .init("start_date", "2026-12-01"),
        ]
        return .object(common + (end.map { [.init("end_date", .string($0))] } ?? []))
    }

    private func opened() async throws -> String {
        try await house.owner.made("\(path)/sessions", try await session())["sessions"]?.array?.first?["id"]?.string
            ?? ""
    }

    private func business() async throws -> String {
        try await house.owner.made("/businesses", ["name": .string(thing()), "zone": "UTC"])["id"]?.string ?? ""
    }

    private func member() async throws -> (id: String, token: String) {
        let name = thing()
        let token = try await house.person(name)
        try await MatrixWorld.join(house, name, "staff")
        let people = try await house.owner.accepted(.get, "\(path)/members?limit=200")["items"]?.array ?? []
        return (
            people.first { $0["username"]?.string == name || $0["name"]?.string == name }?["user_id"]?.string ?? "",
            token
        )
    }

    private func job(isParked: Bool) async throws -> String {
        _ = await house.guest.send(.post, "/bookings/ref/K7M2Q9XA/link", ["email": "jane@example.com"])
        if isParked { try await house.giveUp(kind: "Bookings.want_link") }
        let state = isParked ? "parked" : "waiting"
        let list = try await world.door(.admin).accepted(.get, "/admin/jobs?state=\(state)&kind=Bookings.want_link")
        return list["items"]?.array?.first?["id"]?.string ?? ""
    }
}
