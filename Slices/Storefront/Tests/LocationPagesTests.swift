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

/// A location is chosen without a script, and stands wherever the booking does (B11).
@Suite struct LocationPagesTests {
    @Test(arguments: TestEngine.available)
    func `a location is chosen with its address, and travels to the booking`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            let people = [try await world.resource("Ana", at: retiro), try await world.resource("Ben", at: sol)]
            let lesson = try await world.offering(needs: [people])
            let path = "/book/\(world.slug)/\(lesson.id)"
            let plain = await world.get("\(path)?date=2026-11-24")
            #expect(plain.text.contains("Sol, Calle Sol 1</option>"))
            #expect(plain.text.contains("Wherever it is free: Retiro · Sol"))
            let times = await world.get("\(path)?date=2026-11-24&location_id=\(sol)")
            #expect(times.text.contains("value=\"\(sol)\" selected"))
            let slots = times.found(between: "class=\"slot\" href=\"").map { $0.replacing("&amp;", with: "&") }
            #expect(!slots.isEmpty && slots.allSatisfy { $0.contains("location_id=\(sol)") })
            let form = await world.get(try #require(slots.first))
            #expect(form.status == 200 && form.text.contains("<dd>Sol, Calle Sol 1</dd>"))
            #expect(form.text.contains("&quot;location_id&quot;:&quot;\(sol)&quot;"))
            let done = await world.post(
                String(slots[0].prefix { $0 != "?" }),
                ["client_name": "Ana", "client_email": "ana@example.com", "location_id": sol.description])
            let booking = try #require(done.header("location"))
            let page = await world.get(booking)
            #expect(page.text.contains("Sol, Calle Sol 1") && !page.text.contains("Calle del Agua 12"))
            let calendar = await world.get("\(booking)/invite.ics")
            #expect(calendar.text.contains("LOCATION:Sol\\, Calle Sol 1"))
            #expect(try await world.number("SELECT COUNT(*) FROM bookings WHERE location_id = \(sol)") == 1)
            // Ben is taken, so Sol has that time no more; Retiro has.
            let after = await world.get(slots[0])
            #expect(after.status == 409)
            #expect(await world.get(slots[0].replacing("location_id=\(sol)", with: "tz=Europe/Madrid")).status == 200)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a location that can't be had gives way, and the page says so`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            let lesson = try await world.offering(needs: [[world.resource("Ana", at: retiro)]])
            let path = "/book/\(world.slug)/\(lesson.id)"
            let only = await world.get("\(path)?date=2026-11-24")
            #expect(!only.text.contains("name=\"location_id\"") && only.text.contains("Retiro, Calle Retiro 1"))
            for text in [sol.description, "loc_7", "x"] {
                let wrong = await world.get("\(path)?date=2026-11-24&location_id=\(text)")
                #expect(wrong.status == 200 && wrong.text.contains("notice warn"), "\(text)")
            }
            let before = try await world.rows()
            let refused = await world.post(
                "\(path)/at/2026-11-24T08:00:00Z",
                ["client_name": "Ana", "client_email": "ana@example.com", "location_id": sol.description])
            #expect(refused.status == 422)
            #expect(try await world.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `of what is at all locations none is chosen, and all addresses are shown`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            let rooms = [
                try await world.resource("Room 1", .room, at: retiro),
                try await world.resource("Room 2", .room, at: sol),
            ]
            let lesson = try await world.offering(needs: [rooms], ["locations": "all"])
            let path = "/book/\(world.slug)/\(lesson.id)"
            let both = "Retiro, Calle Retiro 1; Sol, Calle Sol 1"
            let times = await world.get("\(path)?date=2026-11-24")
            #expect(!times.text.contains("name=\"location_id\"") && times.text.contains("same time: \(both)"))
            let form = await world.get("\(path)/at/2026-11-24T08:00:00Z")
            #expect(form.status == 200 && form.text.contains(both))
            let done = await world.post(
                "\(path)/at/2026-11-24T08:00:00Z", ["client_name": "Ana", "client_email": "ana@example.com"])
            let booking = try #require(done.header("location"))
            #expect(await world.get(booking).text.contains("<dd>\(both)</dd>"))
            let calendar = await world.get("\(booking)/invite.ics")
            let unfolded = calendar.text.replacing("\r\n ", with: "")
            #expect(unfolded.contains("LOCATION:Retiro\\, Calle Retiro 1\\; Sol\\, Calle Sol 1"))
            let asked = await world.get("\(path)?date=2026-11-24&location_id=\(sol)")
            #expect(asked.status == 200 && asked.text.contains("notice warn"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client brings a booking to another location`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            let people = [try await world.resource("Ana", at: retiro), try await world.resource("Ben", at: sol)]
            let lesson = try await world.offering(needs: [people], ["lets_choose": true])
            let done = await world.post(
                "/book/\(world.slug)/\(lesson.id)/at/2026-11-25T09:00:00Z",
                [
                    "client_name": "Ana", "client_email": "ana@example.com", "location_id": retiro.description,
                    "resource_id": people[0].description,
                ])
            let path = try #require(done.header("location"))
            // Nothing but the place is chosen, and it is where it is.
            let here = await world.get("\(path)/move?date=2026-11-26")
            #expect(here.text.contains("value=\"\(retiro)\" selected") && !here.text.contains("name=\"resource_id\""))
            #expect(!here.text.contains("Any location") && here.text.contains("Retiro, Calle Retiro 1"))
            let there = await world.get("\(path)/move?date=2026-11-25&location_id=\(sol)")
            let slots = there.found(between: "class=\"slot\" href=\"").map { $0.replacing("&amp;", with: "&") }
            #expect(!slots.isEmpty && slots.allSatisfy { $0.contains("location_id=\(sol)") })
            // The very time that it has, at the other place.
            let slot = try #require(slots.first { $0.contains("2026-11-25T09:00:00Z") })
            let asked = await world.get(slot)
            #expect(asked.status == 200 && asked.text.contains("<dd>Sol, Calle Sol 1</dd>"))
            #expect(asked.text.contains("name=\"location_id\" value=\"\(sol)\""))
            let before = try await world.rows()
            let target = String(slot.prefix { $0 != "?" })
            for wrong in ["x", "loc_7"] {
                #expect(await world.get("\(path)/move?location_id=\(wrong)").text.contains("notice warn"))
                #expect(await world.post(target, ["location_id": wrong]).status == 422)
            }
            #expect(try await world.rows().differences(from: before) == [])
            let moved = await world.post(target, ["location_id": sol.description])
            #expect(moved.status == 303 && moved.header("location") == path)
            #expect(await world.get(path).text.contains("<dd>Sol, Calle Sol 1</dd>"))
            let bens = try await world.number(
                "SELECT COUNT(*) FROM claims WHERE resource_id = \(people[1]) AND released_at IS NULL")
            #expect(bens == 1)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `classes say where they are, and are shown by location`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            let course = try await world.course()
            _ = try await world.open(course, [World.tuesday(9)], at: retiro)
            let there = try await world.open(course, [World.tuesday(9)], at: sol)
            let path = "/book/\(world.slug)/\(course.id)?date=2026-11-24"
            let all = await world.get(path)
            #expect(all.found(between: "class=\"slot\" href=\"").count == 2)
            let one = await world.get("\(path)&location_id=\(sol)")
            let slots = one.found(between: "class=\"slot\" href=\"")
            #expect(slots.count == 1 && slots[0].contains("\(there.made[0])"))
            #expect(one.text.contains("8 places left · Sol") || one.text.contains("· Sol</small>"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a business shows its locations in place of its own address`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let before = await world.get("/book/\(world.slug)")
            #expect(before.text.contains("Calle del Agua 12"))
            _ = try await world.location("Sol")
            _ = try await world.location("Closed", ["is_active": false])
            let page = await world.get("/book/\(world.slug)")
            #expect(page.text.contains("<b>Sol</b><span>Calle Sol 1</span>"))
            #expect(!page.text.contains("Calle del Agua 12") && !page.text.contains("<b>Closed</b>"))
        }
    }
}
