import Foundation
import HTTPTypes
import House
import Kernel
import Storage
import Synchronization
import TestSupport
import Testing
import Web

@testable import daybook

/// What open pages hear, and what they don't.
@Suite struct LiveDoorTests {
    private func open(_ house: TestHouse, _ path: String, _ headers: HTTPFields = [:], query: String = "") async
        -> Answer
    {
        await house.composition.site.answer(Incoming(.get, path, query: query, headers: headers))
    }

    private func publicly(_ house: TestHouse, since: String = "") async -> Answer {
        await open(
            house, "/api/v1/public/\(TestHouse.slug)/live", query: since.isEmpty ? "" : "since=\(since)")
    }

    private func next(_ answer: Answer) async -> String {
        await answer.stream?.next().map { String(decoding: $0, as: UTF8.self) } ?? "end"
    }

    @Test(arguments: TestEngine.available)
    func `a booking is heard by visitors; a decision that frees nothing only by the desk`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            try await house.settings(["requires_approval": true])
            let pulse = house.composition.house.pulse
            let before = await publicly(house, since: pulse.stamp(pulse.mark))
            #expect(before.header("content-type") == "text/event-stream")
            #expect(before.header("x-accel-buffering") == "no" && before.header("cache-control") == "no-store")
            #expect(before.header("content-security-policy") != nil)
            let greeting = await next(before)
            #expect(!greeting.contains("event:"), "nothing was missed")
            let booked = await house.book(TestHouse.tuesday).json
            let event = await next(before)
            #expect(event.contains("event: availability\ndata: {\"revision\":\""))

            // As often as before there were streams, and no oftener, is what is kept thrown away.
            let business = try await house.number("SELECT id FROM businesses")
            let (mark, stamp) = (pulse.mark, pulse.stamp(pulse.mark))
            let id = booked?["id"]?.string ?? ""
            _ = try await house.owner.accepted(.post, "/booking/requests/\(id)/approve")
            #expect(pulse.isStill(Int64(business), since: mark))
            #expect(pulse.mark > mark, "the desk hears of it")
            let visitor = await next(await publicly(house, since: stamp))
            #expect(!visitor.contains("event:"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `the page of a booking hears of that booking, and of nobody else's`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            try await house.settings(["requires_approval": true])
            let own = try #require(await house.book(TestHouse.tuesday).json)
            let other = try #require(await house.book(TestHouse.tuesday, "eve@example.com").json)
            let path = try #require(own["manage_url"]?.string.flatMap { URL(string: $0)?.path })
            let pulse = house.composition.house.pulse
            let stream = await open(house, "\(path)/live", query: "since=\(pulse.stamp(pulse.mark))")
            #expect(stream.header("content-type") == "text/event-stream")
            let greeting = await next(stream)
            #expect(!greeting.contains("event:"), "nothing was missed")
            let heard = Mutex(0)
            let told = Task {
                let event = await next(stream)
                heard.withLock { $0 += 1 }
                return event
            }
            _ = try await house.owner.accepted(.post, "/booking/requests/\(other["id"]?.string ?? "")/approve")
            try await Task.sleep(for: .milliseconds(900))
            let early = heard.withLock { $0 }
            #expect(early == 0, "somebody else's booking is no news")
            _ = try await house.owner.accepted(.post, "/booking/requests/\(own["id"]?.string ?? "")/approve")
            let event = await told.value
            #expect(event.contains("event: booking"))
            #expect(await open(house, "\(path.dropLast(4))0000/live").status == 404)
        }
    }

    @Test func `an id that is not ours, too long or of another run is answered with what holds now`() async throws {
        try await TestHouse.with(.sqlite) { house in
            for id in ["x", "-", "a-b-c", "zzzz-99999999999999999999999", String(repeating: "9", count: 5_000), "%00"] {
                var headers: HTTPFields = [:]
                if let name = HTTPField.Name("last-event-id") { headers[name] = id }
                let answer = await open(house, "/api/v1/public/\(TestHouse.slug)/live", headers)
                let text = await next(answer)
                #expect(answer.status == 200 && text.contains("event: availability"))
            }
            let long = await publicly(house, since: String(repeating: "9", count: 41))
            #expect(long.status == 422)
            #expect(await house.guest.get("/public/no-such-school/live").status == 404)
        }
    }

    @Test func `the desk's stream ends with the session and with the membership`() async throws {
        try await TestHouse.with(.sqlite) { house in
            for ending in ["DELETE FROM sessions", "DELETE FROM members"] as [SQL] {
                let browser = Browser(house.composition.site)
                _ = await browser.logIn("maria")
                let desk = await browser.get("/desk/\(TestHouse.slug)/live")
                #expect(desk.status == 200)
                let first = await next(desk)
                #expect(first.contains("event: desk"))
                try await house.store.write { db in try db.execute(ending) }
                house.composition.site.live.tick()
                let last = await next(desk)
                #expect(last == "end")
            }
        }
    }

    @Test func `the navigation counts the requests that wait`() async throws {
        try await TestHouse.with(.sqlite) { house in
            try await house.settings(["requires_approval": true])
            let browser = Browser(house.composition.site)
            _ = await browser.logIn("maria")
            let none = await browser.get("/desk/\(TestHouse.slug)/hours").text
            #expect(!none.contains(" waiting</span>"))
            _ = await house.book(TestHouse.tuesday)
            let one = await browser.get("/desk/\(TestHouse.slug)/hours").text
            #expect(one.contains("<span class=\"badge\">1<span class=\"sr\"> waiting</span></span>"))
        }
    }
}
