import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Who may book beyond capacity, at every door that takes it (`domain.md`: owner and manager, who say so).
@Suite struct OverbookDoorTests {
    private static let desk = "/desk/\(TestHouse.slug)"

    /// Tuesday at nine is full: Ana and Ben both teach. What is moved is on Wednesday.
    private func full(_ house: TestHouse) async throws -> String {
        for email in ["ana@example.com", "ben@example.com"] {
            #expect(await house.book(TestHouse.tuesday, email).status == 201)
        }
        return await house.book("2026-11-25T08:00:00Z", "moving@example.com").json?["id"]?.string ?? ""
    }

    private func staffWish(_ house: TestHouse, _ email: String, _ more: [String: JSON] = [:]) -> JSON {
        house.wish(
            TestHouse.tuesday, email, ["business_id": .string(house.business), "overbook": true].merging(more) { $1 })
    }

    /// What each of the doors is sent.
    private func wishes(_ house: TestHouse, _ moving: String, _ name: String) -> [(Method, String, JSON)] {
        let item: JSON = ["offering_id": .string(house.lesson), "start": .string(TestHouse.tuesday)]
        let basket: JSON = [
            "business_id": .string(house.business), "overbook": true, "items": [item], "client_name": "John Doe",
            "client_email": .string("basket-\(name)@example.com"),
        ]
        return [
            (.post, "/bookings", staffWish(house, "single-\(name)@example.com")),
            (.post, "/bookings/series", staffWish(house, "series-\(name)@example.com", ["count": 1])),
            (.post, "/bookings/basket", basket),
            (
                .put, "/bookings/\(moving)/reschedule",
                ["start": .string(TestHouse.tuesday), "overbook": true]
            ),
        ]
    }

    @Test(arguments: TestEngine.available)
    func `owners, managers and admins may, nobody else, at every door of the API`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let moving = try await full(house)
            try await house.proveAddress(of: "maria")
            func key(_ scopes: [String]) async throws -> APIDoor {
                let wish: JSON = [
                    "name": "K", "scopes": .list(scopes, JSON.string), "expires_in_days": 30,
                    "password": .string(TestHouse.password),
                ]
                return house.guest.as(try await house.owner.made("/auth/api-keys", wish)["key"]?.string)
            }
            let manager = try await house.join("mona", "manager")
            let limited = try await house.join("lisa", "manager", [house.ana])
            let staff = try await house.join("sam", "staff")
            let viewer = try await house.join("vera", "viewer")
            let small = try await key(["booking:create"])
            let wide = try await key(["booking:create", "booking:overbook"])
            let refused: [(String, APIDoor, String)] = [
                ("staff", staff, "forbidden"), ("viewer", viewer, "forbidden"), ("key", small, "key_not_enough"),
            ]
            // That a key was used is written down.
            _ = try await small.accepted(.get, "/auth/me")
            let before = try await house.rows()
            for (name, door, code) in refused {
                for (method, path, wish) in wishes(house, moving, name) {
                    let answer = await door.send(method, path, wish)
                    #expect(answer.status == 403 && answer.code == code, "\(name) \(path) \(answer.text)")
                    guard name != "viewer" else { continue }
                    #expect(answer.json?["permission"]?.string == "booking:overbook", "\(name) \(path)")
                }
            }
            #expect(try await house.rows().differences(from: before) == [])
            // False is what everybody says anyway.
            let usual = staffWish(house, "usual@example.com", ["overbook": false])
            #expect(await staff.send(.post, "/bookings", usual).code == "slot_taken")
            let admin = try await house.admin().door
            for (name, door) in [("owner", house.owner), ("manager", manager), ("admin", admin), ("wide", wide)] {
                let marked = try await marks(house)
                for (method, path, wish) in wishes(house, moving, name) {
                    let answer = await door.send(method, path, wish)
                    #expect((200...201).contains(answer.status), "\(name) \(path) \(answer.text)")
                }
                let isMarked = try await marks(house) - marked
                #expect(isMarked == 4, "\(name)")
                let back: JSON = ["start": "2026-11-25T08:00:00Z"]
                _ = try await house.owner.accepted(.put, "/bookings/\(moving)/reschedule", back)
                #expect(try await marks(house) == marked + 3)
            }
            let own = staffWish(house, "limited@example.com", ["resource_id": .string(house.ana)])
            #expect(await limited.send(.post, "/bookings", own).status == 201)
            let bens = staffWish(house, "limited2@example.com", ["resource_id": .string(house.ben)])
            #expect(await limited.send(.post, "/bookings", bens).code == "outside_reach")
            let told = try await house.owner.items("/businesses/\(house.business)/events?action=booking.overbooked")
            #expect(told.count == 17 && told.allSatisfy { $0["detail"]?.string == "Booked beyond capacity" })
            let capacity = told.first?["details"]?["exceeded"]?.array?.first?["capacity"]
            #expect(capacity == 1)
        }
    }

    private func marks(_ house: TestHouse) async throws -> Int {
        try await house.number("SELECT COUNT(*) FROM claims WHERE is_overbooked = 1 AND released_at IS NULL")
    }

    @Test func `one key gives one overbooking and one answer`() async throws {
        try await TestHouse.with(.sqlite) { house in
            _ = try await full(house)
            let wish = staffWish(house, "once@example.com")
            let first = await house.owner.send(.post, "/bookings", wish, key: "k")
            let again = await house.owner.send(.post, "/bookings", wish, key: "k")
            #expect(first.status == 201 && first.text == again.text)
            #expect(try await marks(house) == 1)
            let other = staffWish(house, "once@example.com", ["overbook": false])
            #expect(await house.owner.send(.post, "/bookings", other, key: "k").status == 422)
        }
    }

    @Test(arguments: TestEngine.available)
    func `no door for clients knows the word`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            _ = try await full(house)
            let mine = await house.book("2026-11-25T09:00:00Z", "mine@example.com").json
            let key = mine?["manage_url"]?.string?.split(separator: "/").last.map(String.init) ?? ""
            let path = "/public/\(TestHouse.slug)"
            let item: JSON = ["offering_id": .string(house.lesson), "start": .string(TestHouse.tuesday)]
            let basket: JSON = [
                "items": [item], "client_name": "John", "client_email": "x@example.com", "overbook": true,
            ]
            let wish = house.wish(TestHouse.tuesday, "x@example.com", ["overbook": true])
            let series = house.wish(TestHouse.tuesday, "x@example.com", ["overbook": true, "count": 1])
            let hold = item.adding([.init("overbook", true)])
            let id = mine?["id"]?.string ?? ""
            let move: JSON = ["key": .string(key), "start": .string(TestHouse.tuesday), "overbook": true]
            let before = try await house.rows()
            for door in [house.guest, house.owner] {
                for (method, path, body) in [
                    (Method.post, "\(path)/book", wish), (.post, "\(path)/series", series),
                    (.post, "\(path)/basket", basket), (.post, "\(path)/hold", hold),
                    (.put, "/customer/bookings/\(id)/reschedule", move),
                ] {
                    let answer = await door.send(method, path, body)
                    let fault = answer.json?["errors"]?.array?.first?["code"]
                    #expect(answer.status == 422 && fault == "unknown_field", "\(path) \(answer.text)")
                }
            }
            #expect(try await house.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the desk offers it only to who may, and only once there is no room`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let moving = try await full(house)
            let enter = "\(Self.desk)/bookings/new"
            let move = "\(Self.desk)/bookings/\(moving)/move"
            let box = #"name="overbook""#
            for (role, may) in [("manager", true), ("staff", false)] {
                let browser = try await house.browser(role, role: role)
                let entry = [
                    "offering_id": house.lesson, "date": "2026-11-24", "time": "09:00", "source": "phone",
                    "client_name": "John Doe", "client_email": "\(role)@example.com",
                ]
                let place = ["date": "2026-11-24", "time": "09:00", "resource_0": house.ana]
                for (path, fields) in [(enter, entry), (move, place)] {
                    let form = await browser.get(path)
                    #expect(form.status == 200 && !form.text.contains(box), "\(role) \(path)")
                    let refused = await browser.post(path, fields, from: form)
                    #expect(refused.status == 409 && refused.text.contains(box) == may, "\(role) \(path)")
                    let before = try await house.rows()
                    let insisting = fields.merging(["overbook": "true"]) { $1 }
                    let done = await browser.post(path, insisting, from: refused)
                    #expect(done.status == (may ? 303 : 403), "\(role) \(path) \(done.text)")
                    if !may { #expect(try await house.rows().differences(from: before) == []) }
                    guard may, let place = done.header("location") else { continue }
                    #expect(await browser.get(place).text.contains("Booked beyond capacity"))
                }
            }
            #expect(try await marks(house) == 2)
            // A refusal for another reason keeps what was ticked.
            let maria = try await house.browser("maria")
            let wrong = [
                "offering_id": house.lesson, "date": "2026-11-24", "time": "09:00", "source": "phone",
                "client_name": "", "client_email": "z@example.com", "overbook": "true",
            ]
            let again = await maria.post(enter, wrong, from: await maria.get(enter))
            #expect(again.status == 422 && again.text.contains(box))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a full class is booked and moved into from the desk by who may`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let session = try await house.session(capacity: 1)
            let course = try await house.owner.accepted(.get, "/sessions/\(session)")["offering_id"]?.string ?? ""
            let seat: [String: JSON] = [
                "offering_id": .string(course), "session_id": .string(session),
                "business_id": .string(house.business),
            ]
            let first = house.wish("2026-11-24T16:00:00Z", "first@example.com", seat)
            #expect(await house.owner.send(.post, "/bookings", first).status == 201)
            let (page, enter) = ("\(Self.desk)/sessions/\(session)", "\(Self.desk)/bookings/new")
            let option = #"<option value="\#(session)""#
            let staff = try await house.browser("sam", role: "staff")
            let maria = try await house.browser("maria")
            let way = "offering_id=\(course)&amp;session_id=\(session)"
            #expect(await !staff.get(page).text.contains(way))
            #expect(await !staff.get("\(enter)?offering_id=\(course)").text.contains(option))
            #expect(await maria.get(page).text.contains(way))
            let form = await maria.get("\(enter)?offering_id=\(course)&session_id=\(session)")
            #expect(form.text.contains(option) && !form.text.contains(#"name="overbook""#))
            var fields = [
                "offering_id": course, "session_id": session, "source": "phone", "client_name": "Eve",
                "client_email": "eve@example.com",
            ]
            let refused = await maria.post(enter, fields, from: form)
            #expect(refused.status == 409 && refused.text.contains(#"name="overbook""#))
            #expect(refused.text.contains("\(option) selected"))
            fields["overbook"] = "true"
            #expect(await maria.post(enter, fields, from: refused).status == 303)
            #expect(await maria.get(page).text.contains("2 of 1"))
            let seats = try await house.guest.accepted(.get, "/public/\(TestHouse.slug)/services")
            #expect(seats.array != nil)
            let left = try await house.number("SELECT capacity - claimed FROM resources WHERE kind = 'seats'")
            #expect(left == 0, "the counter that decides stays within the capacity")
        }
    }
}
