import Catalogue
import House
import Kernel
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// What is scarce is sold exactly as often as it is there, whatever runs at once (Q1).
@Suite(.serialized) struct RaceTests {
    private func race(_ world: World, _ offerings: [Offering], _ start: Instant) async -> Crowd {
        await Crowd.atOnce(
            (0..<64).map { number in
                { _ = try await world.place(offerings[number % offerings.count], start, "c\(number)@example.com") }
            })
    }

    /// One race at each of `hours` for `capacity` places; prints what the database says afterwards.
    private func trial(
        _ name: String, _ world: World, _ offerings: [Offering], hours: ClosedRange<Int>, capacity: Int
    ) async throws {
        var sum = Crowd()
        for hour in hours {
            let count = await race(world, offerings, World.tuesday(hour))
            #expect(count.accepted == capacity && count.refused == 64 - capacity, "\(name): \(count)")
            sum += count
        }
        let places = hours.count * capacity
        let booked = try await world.count(.confirmed)
        #expect(sum.faults == [] && sum.accepted == places && booked == places)
        #expect(try await world.faults() == [])
        let engine = world.house.store.dialect
        print(
            "race, \(engine): 64 tasks × \(name) × \(hours.count): \(sum); places \(places), oversold \(booked - places)"
        )
    }

    @Test(arguments: TestEngine.available, [1, 2])
    func `64 ask for one time of a resource and as many get it as it has places`(
        _ engine: TestEngine, _ capacity: Int
    ) async throws {
        try await World.with(engine, connections: 8) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana", capacity: capacity)]])
            try await trial("one slot of \(capacity)", world, [lesson], hours: 9...13, capacity: capacity)
        }
    }

    @Test(arguments: TestEngine.available)
    func `two offerings that share a person sell her once`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let ana = try await world.resource("Ana")
            let room = try await world.resource("Room", .room)
            // Named in opposite orders, so that a lock in the order of the needs would meet itself.
            let first = try await world.offering(needs: [[ana], [room]])
            let second = try await world.offering(needs: [[room], [ana]])
            try await trial("two offerings, one person", world, [first, second], hours: 9...11, capacity: 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an offering that needs Ana and one that anybody does sell her once`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let hers = try await world.offering(needs: [[ana]])
            let anybodys = try await world.offering(needs: [[ana, ben]])
            for hour in 9...11 {
                let count = await race(world, [hers, anybodys], World.tuesday(hour))
                #expect(count.faults == [] && (1...2).contains(count.accepted), "\(count)")
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `any of three people are all sold, and no more`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            var people: [ResourceID] = []
            for name in ["Ana", "Ben", "Carla"] { people.append(try await world.resource(name)) }
            let lesson = try await world.offering(needs: [people])
            try await trial("any of three people", world, [lesson], hours: 9...11, capacity: 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `approve, cancel and expire at once leave one true story`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let lesson = try await world.offering(
                needs: [[world.resource("Ana", capacity: 40)]], ["requires_approval": true])
            var waiting: [Booking] = []
            for number in 0..<30 {
                waiting.append(try await world.place(lesson, World.tuesday(), "c\(number)@example.com"))
            }
            world.clock.set(World.monday + .hours(24))
            let count = await Crowd.atOnce(
                waiting.flatMap { booking -> [@Sendable () async throws -> Void] in
                    [
                        { _ = try await world.approve(booking) },
                        { _ = try await world.cancel(booking) },
                        { _ = try await world.reject(booking) },
                        { try await world.house.store.write { db in try world.bookings.expire(booking.id, in: db) } },
                    ]
                })
            #expect(count.faults == [])
            var stories: [String: Int] = [:]
            for booking in waiting {
                let story = try await world.history(booking)
                let states = story.dropFirst().compactMap {
                    BookingStatus(rawValue: String($0.dropFirst("booking.".count)))
                }
                for (from, to) in zip([.pending] + states, states) { #expect(Lifecycle.allows(from, to), "\(story)") }
                let end = try await world.fresh(booking).status
                #expect(states.last == end)
                let held = try await world.claims(booking)
                #expect(held == (end.releasesCapacity ? 0 : 1))
                stories[states.map(\.rawValue).joined(separator: " → "), default: 0] += 1
            }
            #expect(try await world.faults() == [])
            print(
                "race, \(engine): approve × cancel × reject × expire × 30: illegal 0, 5xx 0; \(stories.sorted { $0.key < $1.key })"
            )
        }
    }

    @Test(arguments: TestEngine.available)
    func `32 requests with one key make one booking and one answer`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana", capacity: 50)]])
            let wish: JSON = [
                "offering_id": .string(lesson.id.description), "start": .string(World.tuesday().rfc3339),
                "client_name": "John", "client_email": "john@example.com",
            ]
            let answers = await withTaskGroup(of: Answer.self) { group in
                for _ in 0..<32 {
                    group.addTask { await world.postJSON("/public/\(world.slug)/book", wish, key: "k-1") }
                }
                return await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let told = Set(answers.map(\.text))
            #expect(told.count == 1, "the link is in it, and stored with none")
            #expect(Set(answers.map(\.status)) == [201])
            #expect(try await world.count() == 1)
            #expect(try await world.claims() == 1)
            print("race, \(engine): one Idempotency-Key × 32: bookings 1, answers 1, 5xx 0")
        }
    }

    @Test(arguments: TestEngine.available)
    func `turns go round exactly, though singles and series ask at once`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            var people: [ResourceID] = []
            for name in ["Ana", "Ben", "Cai"] { people.append(try await world.resource(name)) }
            let lesson = try await world.offering(needs: [people], ["assignment": "in_turn"])
            try await world.settings(["max_advance_booking_days": 90])
            let weekly = try #require(Recurrence(weekdays: [.friday], end: .count(6)))
            let singles: [@Sendable () async throws -> Void] = (0..<15).map { number in
                {
                    let start = World.tuesday(9 + number % 5) + .days(number / 5)
                    _ = try await world.place(lesson, start, "c\(number)@example.com")
                }
            }
            let series: [@Sendable () async throws -> Void] = (0..<2).map { number in
                {
                    let ask = Ask(lesson.id, start: World.tuesday(10 + number) + .days(3))
                    _ = try await world.series(ask, weekly)
                }
            }
            let crowd = await Crowd.atOnce(singles + series)
            let counts = try await world.house.store.read { db in
                try db.rows(
                    "SELECT COUNT(*) FROM claims WHERE released_at IS NULL AND booking_id <> 0 GROUP BY resource_id"
                ).map { try $0[0] as Int }
            }
            #expect(crowd.faults == [])
            #expect(crowd.accepted == 17)
            #expect(counts == [9, 9, 9])
        }
    }
}
