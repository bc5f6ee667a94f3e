import House
import Jobs
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// John says by himself that he is there, where the offering lets him (D14).
@Suite struct ArrivalTests {
    /// John's lesson on Tuesday at nine, where clients may check in by themselves; the paths of its API and page, and the key.
    private struct Scene {
        let house: TestHouse
        let id: String
        let key: String
        let page: String

        init(_ house: TestHouse, isLet: Bool = true) async throws {
            self.house = house
            let lesson = "/businesses/\(house.business)/offerings/\(house.lesson)"
            let changed = try await house.owner.accepted(.put, lesson, ["self_check_in": .bool(isLet)])
            #expect(changed["self_check_in"] == .bool(isLet))
            let made = try #require(await house.book(TestHouse.tuesday).json)
            id = made["id"]?.string ?? ""
            page = (made["manage_url"]?.string ?? "").replacing("http://localhost", with: "")
            key = page.split(separator: "/").last.map(String.init) ?? ""
        }

        func arrive(_ key: String? = nil, idempotency: String? = nil) async -> Answer {
            await house.guest.send(
                .post, "/customer/bookings/\(id)/check-in", ["key": .string(key ?? self.key)], key: idempotency)
        }

        /// So long before nine o'clock, or after it.
        func go(before span: Span) throws { try go(to: (try start) - span) }
        func go(after span: Span) throws { try go(to: (try start) + span) }

        private var start: Instant { get throws { try #require(Instant(rfc3339: TestHouse.tuesday)) } }
        private func go(to moment: Instant) throws { house.clock.advance(by: moment - house.clock.now) }

        var status: String? {
            get async throws { try await house.ownerAnew().accepted(.get, "/bookings/\(id)")["status"]?.string }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client checks in from an hour before, once, and the desk sees it at once`(_ engine: TestEngine) async throws
    {
        try await TestHouse.with(engine) { house in
            let scene = try await Scene(house)
            try scene.go(before: .minutes(60) + .seconds(1))
            let early = await scene.arrive()
            #expect(early.status == 409 && early.code == "self_check_in_early" && early.text.contains("60 minutes"))
            try scene.go(before: .minutes(60))
            let here = await scene.arrive(idempotency: "k")
            #expect(here.status == 200 && here.json?["status"] == "checked_in")
            #expect(await scene.arrive(idempotency: "k").header("idempotent-replayed") == "true")
            #expect(await scene.arrive().code == "illegal_transition")
            #expect(try await scene.status == "checked_in")
            let event = try await house.store.read { db in
                try db.rows("SELECT actor FROM events WHERE action = 'booking.checked_in'").map { try $0[0] as String }
            }
            #expect(event == ["customer"])
            let desk = Browser(house.composition.site)
            _ = await desk.logIn("maria")
            let today = await desk.get("/desk/\(TestHouse.slug)")
            #expect(today.status == 200 && today.text.contains("status-checked_in"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody checks in after the end, without leave, or by another link`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let scene = try await Scene(house, isLet: false)
            let participants = try await house.store.read { db in
                try db.value("SELECT COUNT(*) FROM booking_links") ?? 0
            }
            #expect(participants == 1)
            try scene.go(after: .minutes(5))
            let before = try await house.rows()
            #expect(await scene.arrive().code == "self_check_in_off")
            for key in ["", "my", "somebody-elses"] {
                let answer = await scene.arrive(key)
                #expect(answer.status == (key.isEmpty ? 422 : 404), "\(key) \(answer.text)")
            }
            #expect(try await house.rows().differences(from: before) == [])
            let owner = try await house.ownerAnew()
            _ = try await owner.accepted(
                .put, "/businesses/\(house.business)/offerings/\(house.lesson)", ["self_check_in": true])
            try scene.go(after: .minutes(60))
            #expect(await scene.arrive().code == "self_check_in_late")
            #expect(try await scene.status == "confirmed")
        }
    }

    @Test(arguments: TestEngine.available)
    func `the client's page shows the button while it does something`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let scene = try await Scene(house)
            let phone = Browser(house.composition.site)
            let action = "action=\"\(scene.page)/check-in\""
            try scene.go(before: .hours(3))
            let early = await phone.get(scene.page)
            #expect(
                early.status == 200 && !early.text.contains(action) && early.text.contains("check in here by yourself"))
            // The form of a page that stood open, too early: nothing happens.
            #expect(await phone.post("\(scene.page)/check-in", [:], from: early).header("location") == scene.page)
            #expect(try await scene.status == "confirmed")
            try scene.go(before: .minutes(10))
            let open = await phone.get(scene.page)
            #expect(open.text.contains(action))
            #expect(await phone.get("\(scene.page)/check-in").header("location") == scene.page)
            #expect(try await scene.status == "confirmed", "looking changes nothing")
            let sent = await phone.post("\(scene.page)/check-in", [:], from: open)
            #expect(sent.status == 303 && sent.header("location") == scene.page)
            #expect(try await scene.status == "checked_in")
            #expect(await !phone.get(scene.page).text.contains(action))
            #expect(await phone.post("\(scene.page)/check-in", [:], from: open).status == 303)
            #expect(try await house.number("SELECT COUNT(*) FROM events WHERE action = 'booking.checked_in'") == 1)
        }
    }

    /// Where a place is given away when nobody comes, who has said that they are there keeps it.
    @Test(arguments: TestEngine.available)
    func `who has checked in is not missed`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let lesson = "/businesses/\(house.business)/offerings/\(house.lesson)"
            _ = try await house.owner.accepted(.put, lesson, ["no_show_minutes": 15])
            let scene = try await Scene(house)
            try scene.go(after: .minutes(2))
            #expect(await scene.arrive().status == 200)
            try scene.go(after: .minutes(20))
            try await house.composition.worker.drain()
            #expect(try await scene.status == "checked_in")
        }
    }
}
