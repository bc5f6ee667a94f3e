import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Storefront

/// Ana books a lesson at Swim School Retiro, without an account and without a script.
@Suite struct PublicPagesTests {
    @Test(arguments: TestEngine.available)
    func `a visitor books through three pages and sees the booking on a fourth`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let front = await world.get("/book/\(world.slug)")
            let offering = try #require(front.found(between: "<a href=\"").first { $0.contains("/off_") })
            let times = await world.get(offering)
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first)
            let form = await world.get(slot)
            let request = try #require(form.found(between: "name=\"request\" value=\"").first)
            #expect([front.status, times.status, form.status] == [200, 200, 200])
            #expect(try await world.count() == 0)

            let done = await world.post(
                slot, ["client_name": "Ana", "client_phone": "+34600111222", "request": request])
            #expect(done.status == 303)
            let page = await world.get(try #require(done.header("location")))
            #expect(page.status == 200)
            #expect(page.text.contains("status-confirmed"))
            #expect(try await world.count(.confirmed) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the same form sent twice books once and leads to the same page`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)/at/2026-11-24T08:00:00Z"
            let fields = ["client_name": "Ana", "client_email": "ana@example.com", "request": "0123456789abcdefgh"]
            let first = await world.post(path, fields)
            let second = await world.post(path, fields)
            #expect(first.status == 303 && second.status == 303)
            #expect(first.booking == second.booking)
            #expect(try await world.count() == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a time taken meanwhile comes back with other times and with what was typed`(_ engine: TestEngine) async throws
    {
        // The therapist is alone, so one booking takes the time.
        try await World.with(engine, DemoBusiness.town[3]) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)/at/2026-11-25T13:00:00Z"
            _ = try await world.book("2026-11-25T13:00:00Z", name: "Ben", email: "ben@example.com")
            let typed = ["client_name": "Ana Ruiz", "client_email": "ana@example.com"]
            let refused = await world.post(path, typed)
            #expect(refused.status == 409)
            #expect(refused.text.contains("value=\"Ana Ruiz\""))
            let other = try #require(refused.found(between: "name=\"start\" id=\"at-").first)
            let done = await world.post(path, typed.merging(["start": other]) { $1 })
            #expect(done.status == 303)
            #expect(try await world.count(.pending) == 2)
        }
    }

    @Test func `a time that is not free says so before anything is typed`() async throws {
        try await World.with(.sqlite, DemoBusiness.town[3]) { world in
            _ = try await world.book("2026-11-25T13:00:00Z")
            let path = "/book/\(world.slug)/\(try await world.offering().id)/at/2026-11-25T13:00:00Z"
            let answer = await world.get(path)
            #expect(answer.status == 409)
            #expect(!answer.text.contains("name=\"client_name\""))
            #expect(!answer.found(between: "class=\"slot\" href=\"").isEmpty)
        }
    }

    @Test func `a form without a way to reach anybody comes back with both fields marked`() async throws {
        try await World.with(.sqlite) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)/at/2026-11-24T08:00:00Z"
            let answer = await world.post(path, ["client_name": "Ana", "notes": "My left shoulder"])
            #expect(answer.status == 422)
            #expect(
                answer.text.contains("id=\"f-client_email-error\"")
                    && answer.text.contains("id=\"f-client_phone-error\""))
            #expect(answer.text.contains("My left shoulder"))
            #expect(try await world.count() == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a hold becomes the booking, and one that ran out does not stand in the way`(_ engine: TestEngine) async throws
    {
        try await World.with(engine, DemoBusiness.town[3]) { world in
            let offering = try await world.offering().id
            for (start, minutes) in [("2026-11-25T13:00:00Z", 5), ("2026-11-25T15:00:00Z", 11)] {
                let held = await world.postJSON(
                    "/public/\(world.slug)/hold",
                    ["offering_id": .string(offering.description), "start": .string(start)])
                let token = try #require(held.json?["hold_token"]?.string)
                world.clock.advance(by: .minutes(minutes))
                let done = await world.post(
                    "/book/\(world.slug)/\(offering)/at/\(start)",
                    ["client_name": "Ana", "client_email": "ana@example.com", "hold": token])
                #expect(done.status == 303)
            }
            #expect(try await world.count(.pending) == 2)
            #expect(try await world.count(.held) == 0)
            #expect(try await world.count(.expired) == 1)
        }
    }

    @Test func `a page loaded again finds its own hold and keeps the form`() async throws {
        try await World.with(.sqlite, DemoBusiness.town[3]) { world in
            let offering = try await world.offering().id
            let held = await world.postJSON(
                "/public/\(world.slug)/hold",
                ["offering_id": .string(offering.description), "start": "2026-11-25T13:00:00Z"])
            let token = try #require(held.json?["hold_token"]?.string)
            let path = "/book/\(world.slug)/\(offering)/at/2026-11-25T13:00:00Z"
            #expect(await world.get(path).status == 409)
            let mine = await world.get("\(path)?hold=\(token)")
            #expect(mine.status == 200)
            #expect(mine.text.contains("name=\"hold\" value=\"\(token)\""))
        }
    }

    @Test func `the times page is remembered until a time is taken`() async throws {
        try await World.with(.sqlite, DemoBusiness.town[3]) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)?date=2026-11-25"
            let before = await world.get(path)
            #expect(await world.get(path).text == before.text)
            _ = try await world.book("2026-11-25T13:00:00Z")
            let after = await world.get(path)
            #expect(before.text.contains("/at/2026-11-25T13:00:00Z"))
            #expect(!after.text.contains("/at/2026-11-25T13:00:00Z"))
        }
    }

    @Test func `a visitor abroad sees both clocks, each with its zone`() async throws {
        try await World.with(.sqlite) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)"
            let times = await world.get("\(path)?date=2026-11-24&tz=America%2FNew_York")
            #expect(times.text.contains("America/New York (EST)") && times.text.contains("Europe/Madrid (CET)"))
            let form = await world.get("\(path)/at/2026-11-24T15:00:00Z?tz=America%2FNew_York")
            #expect(form.text.contains("10:00–10:45, America/New York (EST)"))
            #expect(form.text.contains("16:00–16:45, Europe/Madrid (CET)"))
        }
    }

    @Test func `an hour that the visitor's clock shows twice is named both times`() async throws {
        try await World.with(.sqlite, DemoBusiness.town[4]) { world in
            world.clock.set(Instant(rfc3339: "2026-10-28T00:00:00Z") ?? World.monday)
            let path = "/book/\(world.slug)/\(try await world.offering().id)"
            let times = await world.get("\(path)?date=2026-11-01&tz=America%2FNew_York")
            let shown = times.found(between: "<time datetime=\"", and: "</time>")
            let twice = shown.filter { $0.contains("E") && ($0.hasSuffix("EDT") || $0.hasSuffix("EST")) }
            #expect(!twice.isEmpty && Set(shown.map { $0.split(separator: ">")[1] }).count == shown.count)
            #expect(twice.filter { $0.hasSuffix("EDT") }.count == twice.filter { $0.hasSuffix("EST") }.count)
        }
    }

    @Test func `a fragment holds the times alone`() async throws {
        try await World.with(.sqlite) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)"
            let answer = await world.get("\(path)?date=2026-11-24&fragment=times")
            #expect(answer.text.hasPrefix("<section id=\"times\""))
            #expect(!answer.text.contains("<html"))
        }
    }

    @Test func `days without end are cut at the booking window`() async throws {
        try await World.with(.sqlite) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)"
            let first = await world.get(path)
            #expect(!first.text.contains("rel=\"prev\"") && first.text.contains("rel=\"next\""))
            let last = await world.get("\(path)?date=2999-01-01")
            #expect(last.text.contains("rel=\"prev\"") && !last.text.contains("rel=\"next\""))
        }
    }

    @Test func `a closed business shows its face and offers no times`() async throws {
        try await World.with(.sqlite) { world in
            let path = "/book/\(world.slug)/\(try await world.offering().id)"
            _ = try await world.house.store.write { db in
                try world.bookings.catalogue.updateSettings(
                    world.member, Fields(["is_active": false]), by: .system, in: db)
            }
            let front = await world.get("/book/\(world.slug)")
            #expect(front.status == 200 && front.text.contains("notice warn"))
            #expect(!front.text.contains("<a href=\"\(path)"))
            #expect(await world.get(path).found(between: "class=\"slot\"").isEmpty)
            #expect(
                await world.post(
                    "\(path)/at/2026-11-24T08:00:00Z", ["client_name": "A", "client_phone": "+34600111222"]
                ).status == 409)
        }
    }

    @Test func `the address of the plans leads to the public page`() async throws {
        try await World.with(.sqlite) { world in
            let answer = await world.get("/\(world.slug)/book")
            #expect(answer.status == 308 && answer.header("location") == "/book/\(world.slug)")
        }
    }

    @Test func `what does not exist is not found`() async throws {
        try await World.with(.sqlite) { world in
            let id = try await world.offering().id
            for path in [
                "/book/nobody", "/book/\(world.slug)/off_1", "/book/\(world.slug)/\(id)/at/soon", "/b/K7M2Q9XA/0",
            ] {
                #expect(await world.get(path).status == 404, "\(path)")
            }
        }
    }
}
