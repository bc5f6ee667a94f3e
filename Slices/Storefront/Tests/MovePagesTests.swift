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

/// Ana moves her lesson by the link in her mail.
@Suite struct MovePagesTests {
    @Test(arguments: TestEngine.available)
    func `a booking is moved by three pages, and only the last one changes anything`(_ engine: TestEngine) async throws
    {
        try await World.with(engine) { world in
            let path = try await world.book("2026-11-25T15:00:00Z")
            #expect(await world.get(path).text.contains("href=\"\(path)/move\""))
            let times = await world.get("\(path)/move?date=2026-11-26")
            let slot = try #require(times.found(between: "class=\"slot\" href=\"").first)
            #expect(slot.hasPrefix("\(path)/move/at/2026-11-26"))
            for tail in ["/move", "/move/zone", "/move?fragment=times&tz=Asia%2FTokyo"] {
                #expect(await world.get(path + tail).status == 200)
            }
            let asked = await world.get(slot)
            #expect(asked.status == 200 && asked.text.contains("25 November") && asked.text.contains("26 November"))
            #expect(try await world.number("SELECT sequence FROM bookings") == 0)
            let done = await world.post(slot, [:])
            #expect(done.status == 303 && done.header("location") == path)
            #expect(await world.get(path).text.contains("26 November 2026 at 09:00"))
            #expect(try await world.number("SELECT sequence FROM bookings") == 1)
            let old = await world.get("/book/\(world.slug)/\(try await world.offering().id)?date=2026-11-25")
            #expect(old.text.contains("/at/2026-11-25T15:00:00Z"))
            let faults = try await world.faults()
            #expect(faults == [])
        }
    }

    @Test func `a time taken meanwhile leaves the booking as it was and shows others`() async throws {
        // The therapist is alone, so one booking takes the time.
        try await World.with(.sqlite, DemoBusiness.town[3]) { world in
            let path = try await world.book("2026-11-25T13:00:00Z")
            _ = try await world.book("2026-11-25T15:00:00Z", name: "Ben", email: "ben@example.com")
            let target = "\(path)/move/at/2026-11-25T15:00:00Z"
            let asked = await world.get(target)
            let refused = await world.post(target, [:])
            #expect(asked.status == 409 && refused.status == 409)
            let others = refused.found(between: "class=\"slot\" href=\"")
            #expect(!others.isEmpty)
            #expect(await world.get(path).text.contains("25 November 2026 at 14:00"))
            let same = await world.post("\(path)/move/at/2026-11-25T13:00:00Z", [:])
            #expect(same.status == 303)
            #expect(try await world.number("SELECT MAX(sequence) FROM bookings") == 0)
        }
    }

    @Test func `too late is told, and strangers find nothing`() async throws {
        try await World.with(.sqlite) { world in
            let path = try await world.book("2026-11-24T15:00:00Z")
            try await world.settings(["reschedule_notice_hours": 24])
            world.clock.advance(by: .hours(20))
            let page = await world.get(path)
            #expect(!page.text.contains("/move\"") && page.text.contains("too late to change"))
            #expect(await world.get("\(path)/move").status == 303)
            let refused = await world.post("\(path)/move/at/2026-11-26T08:00:00Z", [:])
            #expect(refused.status == 409 && refused.text.contains("too late"))
            let stranger = path.dropLast(4) + "0000"
            for tail in ["/move", "/move/zone", "/move/at/2026-11-26T08:00:00Z", "/check-in.svg"] {
                #expect(await world.get(stranger + tail).status == 404)
            }
            #expect(await world.post("\(stranger)/move/at/2026-11-26T08:00:00Z", [:]).status == 404)
        }
    }

    @Test func `the last look tells what cancelling gives back after the move`() async throws {
        try await World.with(.sqlite) { world in
            try await world.settings(["reschedule_notice_hours": 0])
            let path = try await world.book("2026-11-24T15:00:00Z")
            let target = "\(path)/move/at/2026-12-03T08:00:00Z"
            #expect(await world.get(target).text.contains("100% back"))
            world.clock.advance(by: .hours(20))
            let late = await world.get(target).text
            #expect(late.contains("50% back") && !late.contains("100% back"))
            #expect(await world.post(target, [:]).status == 303)
            let moved = await world.get(path).text
            #expect(moved.contains("50% back") && !moved.contains("100% back"))
        }
    }

    @Test func `the code for the desk is there from the day before until the end`() async throws {
        try await World.with(.sqlite) { world in
            let path = try await world.book("2026-11-24T15:00:00Z")
            #expect(!(await world.get(path).text.contains("check-in.svg")))
            #expect(await world.get("\(path)/check-in.svg").status == 404)
            world.clock.advance(by: .hours(10))
            #expect(await world.get(path).text.contains("src=\"\(path)/check-in.svg\""))
            let code = await world.get("\(path)/check-in.svg")
            #expect(code.status == 200 && code.header("content-type") == "image/svg+xml")
            world.clock.advance(by: .hours(30))
            #expect(await world.get("\(path)/check-in.svg").status == 404)
        }
    }
}
