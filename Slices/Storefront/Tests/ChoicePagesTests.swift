import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Storefront

/// Rooms by the hour, people to choose from, classes with seats, and several dates, as a visitor without a script books them.
@Suite struct ChoicePagesTests {
    private static let lengths: [String: JSON] = [
        "kind": "room", "price": "0.00", "step_minutes": 30, "min_duration_minutes": 60, "max_duration_minutes": 240,
        "duration_step_minutes": 30,
    ]

    private static func room(_ world: World, _ name: String, _ rate: String) async throws -> ResourceID {
        try await world.house.store.write { db in
            try world.bookings.catalogue.createResource(
                world.member,
                Fields(["kind": "room", "name": .string(name), "room_kind": "office", "hourly_rate": .string(rate)]),
                by: world.origin, in: db
            ).id
        }
    }

    @Test(arguments: TestEngine.available)
    func `a room is booked for two hours at its own price, and the wish travels through every link`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let rooms = [try await Self.room(world, "Small", "20.00"), try await Self.room(world, "Large", "30.00")]
            let offering = try await world.offering(needs: [rooms], Self.lengths)
            let path = "/book/\(world.slug)/\(offering.id)"
            let plain = await world.get("\(path)?date=2026-11-24")
            #expect(plain.text.contains("<option value=\"120\">2 hrs · €40.00"))
            #expect(plain.text.contains("value=\"\(rooms[0])\" selected"))
            let times = await world.get("\(path)?date=2026-11-24&duration_minutes=120&resource_id=\(rooms[1])")
            #expect(times.text.contains("€60.00"))
            let hrefs =
                times.found(between: "class=\"slot\" href=\"") + times.found(between: "class=\"day\" href=\"")
                + times.found(between: "in=\"") + times.found(between: "<a href=\"").filter { $0.contains("/zone") }
            #expect(hrefs.filter { $0.hasPrefix("/book") }.count > 5)
            for href in hrefs where href.hasPrefix("/book") {
                #expect(href.contains("duration_minutes=120") && href.contains("resource_id=\(rooms[1])"), "\(href)")
            }
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first?.replacing("&amp;", with: "&"))
            let form = await world.get(slot)
            #expect(form.status == 200 && form.text.contains("€60.00") && form.text.contains("Large"))
            let done = await world.post(
                String(slot.prefix { $0 != "?" }),
                Self.hidden(form).merging(["client_name": "Ana", "client_email": "ana@example.com"]) { $1 })
            let page = await world.get(try #require(done.header("location")))
            #expect(page.text.contains("€60.00") && page.text.contains("Large"))
            #expect(try await world.number("SELECT end_at - start_at FROM bookings") == 7_200_000)
        }
    }

    /// What the form carries unseen.
    static func hidden(_ form: Answer) -> [String: String] {
        let names = ["request", "tz", "duration_minutes", "party", "resource_id", "session_id"]
        return names.reduce(into: [:]) { found, name in
            found[name] = form.found(between: "name=\"\(name)\" value=\"").first
        }
    }

    @Test func `a wish that can't be is told, never booked and never a fault of ours`() async throws {
        try await World.with(.sqlite) { world in
            let rooms = [try await Self.room(world, "Small", "20.00"), try await Self.room(world, "Large", "20.00")]
            let offering = try await world.offering(needs: [rooms], Self.lengths)
            let path = "/book/\(world.slug)/\(offering.id)"
            for wrong in [
                "duration_minutes=75", "duration_minutes=x", "duration_minutes=-60", "party=2", "party=0", "party=x",
                "resource_id=res_1", "resource_id=x", "duration_minutes=99999999999999999999",
            ] {
                let times = await world.get("\(path)?date=2026-11-24&\(wrong)")
                #expect(times.status == 200 && times.text.contains("notice warn"), "\(wrong)")
                let form = await world.get("\(path)/at/2026-11-24T09:00:00Z?\(wrong)")
                #expect(form.status == 200 && form.text.contains("notice warn"), "\(wrong)")
                let parts = wrong.split(separator: "=").map(String.init)
                let done = await world.post(
                    "\(path)/at/2026-11-24T09:00:00Z",
                    ["client_name": "Ana", "client_email": "ana@example.com", parts[0]: parts[1]])
                #expect(done.status == 422, "\(wrong)")
            }
            #expect(try await world.count() == 0)
            let fine = await world.get("\(path)?date=2026-11-24&duration_minutes=90")
            #expect(!fine.text.contains("notice warn"))
        }
    }

    @Test func `a remembered page is of one wish only`() async throws {
        try await World.with(.sqlite) { world in
            let rooms = [try await Self.room(world, "Small", "20.00")]
            let offering = try await world.offering(needs: [rooms], Self.lengths)
            let path = "/book/\(world.slug)/\(offering.id)?date=2026-11-24"
            // At the full hour a start falls under the notice, and nothing is remembered.
            world.clock.advance(by: .minutes(1))
            let short = await world.get(path)
            let long = await world.get("\(path)&duration_minutes=240")
            let count = [short, long].map { $0.found(between: "class=\"slot\" href=\"").count }
            #expect(count[0] > count[1] && count[1] > 0)
            #expect(await world.get(path).text == short.text)
        }
    }

    @Test func `whoever is chosen is who comes`() async throws {
        try await World.with(.sqlite) { world in
            let people = [try await world.resource("Ana"), try await world.resource("Ben")]
            let offering = try await world.offering(needs: [people], ["lets_choose": true])
            let path = "/book/\(world.slug)/\(offering.id)"
            #expect(await world.get(path).text.contains("<option value=\"\" selected>Anyone"))
            let done = await world.post(
                "\(path)/at/2026-11-24T09:00:00Z",
                [
                    "client_name": "Jo", "client_email": "jo@example.com",
                    "resource_id": people[1].description,
                ])
            #expect(await world.get(try #require(done.header("location"))).text.contains("<dd>Ben</dd>"))
            let times = await world.get("\(path)?date=2026-11-24&resource_id=\(people[1])")
            #expect(!times.text.contains("/at/2026-11-24T09:00:00Z"))
            let others = await world.get("\(path)?date=2026-11-24")
            #expect(others.text.contains("/at/2026-11-24T09:00:00Z"))
        }
    }
}
