import House
import Kernel
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// What a program is told of what can be booked is enough to book it (B4, B9, B11).
@Suite struct ServiceTests {
    private static let offering: JSON = [
        "kind": "appointment", "name": "Checked lesson", "duration_minutes": 60, "price": "40.00",
        "min_duration_minutes": 30, "max_duration_minutes": 90, "duration_step_minutes": 30, "pricing": "per_hour",
        "max_party": 2, "asks_names": true, "lets_choose": true, "buffer_time_minutes": 0,
        "questions": [
            [
                "id": "level", "label": "How well do you swim?", "kind": "choice", "is_required": true,
                "choices": ["Not yet", "Well"],
            ],
            ["id": "since", "label": "Since when?", "kind": "date"],
        ],
    ]

    @Test(arguments: TestEngine.available)
    func `an offering with lengths, people, names and a question is booked by what the list of services says`(
        _ engine: TestEngine
    ) async throws {
        try await TestHouse.with(engine) { house in
            let path = "/businesses/\(house.business)"
            for person in [house.ana, house.ben] {
                _ = try await house.owner.accepted(.put, "\(path)/resources/\(person)", ["capacity": 2])
            }
            let needs = JSON.Member("needs", [[.string(house.ana), .string(house.ben)]])
            _ = try await house.owner.made("\(path)/offerings", Self.offering.adding([needs]))
            let services = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services").array ?? []
            let service = try #require(services.first { $0["name"] == "Checked lesson" })
            #expect(service["kind"] == "appointment" && service["pricing"] == "per_hour")
            #expect(service["price"] == "40.00" && service["max_party"] == 2 && service["must_choose"] == false)
            let least = try #require(service["min_duration_minutes"]?.integer)
            #expect(least == 30 && service["max_duration_minutes"] == 90 && service["duration_step_minutes"] == 30)
            let choices = service["choices"]?.array ?? []
            #expect(Set(choices.compactMap { $0["name"]?.string }) == ["Ana", "Ben"] && service["lets_choose"] == true)
            let questions = service["questions"]?.array ?? []
            #expect(questions.compactMap { $0["is_required"]?.bool } == [true, false])
            let known = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services").array?.first
            #expect(known?["lets_choose"] == false && known?["choices"] == [] && known?["questions"] == [])

            // Whatever is asked is answered from the list alone.
            var answers: [JSON.Member] = []
            for question in questions where question["is_required"] == true {
                answers.append(.init(question["id"]?.string ?? "", question["choices"]?.array?.first ?? .null))
            }
            let wish: [JSON.Member] = [
                .init("offering_id", service["id"] ?? .null), .init("start", .string(TestHouse.tuesday)),
                .init("duration_minutes", .integer(least)), .init("party", 2),
                .init("resource_id", choices.first { $0["name"] == "Ben" }?["id"] ?? .null),
                .init("client_name", "John Doe"), .init("client_email", "john@example.com"),
                .init("participants", ["John Doe", "Jane Doe"]),
            ]
            let book = "/public/\(TestHouse.slug)/book"
            #expect(await house.guest.send(.post, book, .object(wish)).status == 422)
            let made = await house.guest.send(.post, book, .object(wish + [.init("answers", .object(answers))]))
            #expect(made.status == 201, "\(made.text)")
            #expect(made.json?["end"] == "2026-11-24T08:30:00Z")
        }
    }

    @Test(arguments: TestEngine.available)
    func `rooms with their own rates are shown from the lowest, and one has to be chosen`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            var rooms: [JSON] = []
            for (name, rate) in [("Blue", "30.00"), ("Green", "20.00")] {
                let draft: JSON = [
                    "name": .string(name), "room_kind": "meeting", "hourly_rate": .string(rate), "capacity": 1,
                ]
                let room = try await house.owner.made("/admin/rooms?business_id=\(house.business)", draft)
                #expect(
                    room["kind"] == "room" && room["room_kind"] == "meeting" && room["hourly_rate"] == .string(rate))
                rooms.append(room["id"] ?? .null)
            }
            let draft: JSON = [
                "kind": "room", "name": "A room", "duration_minutes": 60, "pricing": "per_hour",
                "needs": [.array(rooms)],
            ]
            _ = try await house.owner.made("/businesses/\(house.business)/offerings", draft)
            let services = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services").array ?? []
            let service = try #require(services.first { $0["kind"] == "room" })
            #expect(service["price"] == "20.00" && service["must_choose"] == true)
            #expect(
                Set((service["choices"]?.array ?? []).compactMap { $0["hourly_rate"]?.string }) == ["30.00", "20.00"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a room is added by the plans' address, by whom it is theirs to`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let zoe = house.guest.as(try await house.person("zoe"))
            let before = try await house.rows()
            let (path, room): (String, JSON) = ("/admin/rooms", ["name": "Blue", "room_kind": "office"])
            #expect(await house.guest.send(.post, path, room).status == 401)
            #expect(await zoe.send(.post, "\(path)?business_id=\(house.business)", room).status == 404)
            for wrong in [["name": "Blue"], ["name": "Blue", "room_kind": "pool"], ["room_kind": "office"]] as [JSON] {
                #expect(await house.owner.send(.post, path, wrong).status == 422, "\(wrong.text)")
            }
            #expect(try await house.rows().differences(from: before) == [])
            let made = await house.owner.send(.post, path, room, key: "k")
            #expect(made.status == 201 && made.json?["hourly_rate"] == .null)
            #expect(await house.owner.send(.post, path, room, key: "k").body == made.body)
            let all = try await house.owner.accepted(.get, "/businesses/\(house.business)/resources")["items"]?.array
            #expect((all ?? []).filter { $0["kind"] == "room" }.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `requests that wait are found by offering, date and words`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            try await house.settings(["requires_approval": true])
            for (start, name) in [(TestHouse.tuesday, "ann"), ("2026-11-25T08:00:00Z", "bob")] {
                #expect(await house.book(start, "\(name)@example.com", ["client_name": .string(name)]).status == 201)
            }
            func names(_ query: String) async throws -> [String] {
                let path = "/booking/requests?business_id=\(house.business)\(query)"
                return (try await house.owner.accepted(.get, path)["items"]?.array ?? []).compactMap {
                    $0["client_name"]?.string
                }
            }
            #expect(try await Set(names("")) == ["ann", "bob"])
            #expect(try await names("&from=2026-11-25&to=2026-11-25") == ["bob"])
            #expect(try await names("&to=2026-11-24") == ["ann"])
            #expect(try await names("&q=bob") == ["bob"])
            #expect(try await names("&offering_id=\(house.lesson)").count == 2)
            #expect(try await names("&offering_id=off_3nk2r8w1qz7") == [])
            #expect(await house.owner.get("/booking/requests?from=soon").status == 422)
        }
    }
}
