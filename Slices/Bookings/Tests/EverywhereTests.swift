import Catalogue
import House
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// What is booked at all locations at once (B11).
@Suite struct EverywhereTests {
    @Test(arguments: TestEngine.available)
    func `a booking takes what it needs at every location, and who travels once`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.everywhere([[town.carla], town.rooms])
            let booking = try await world.place(lesson, at: nil, email: "a@example.com")
            #expect(booking.isEverywhere && booking.location == nil)
            #expect(try await world.places(booking) == ["Retiro", "Sol"])
            #expect(try await world.names(booking) == ["Carla", "Room 1", "Room 2"])
            #expect(try await world.claims(booking) == 3)
            // Whoever is there comes before whoever travels.
            let others = try await world.everywhere([[town.carla, town.ana, town.ben]])
            let second = try await world.place(others, at: nil, email: "b@example.com")
            #expect(try await world.names(second) == ["Ana", "Ben"])
            try await refused("slot_taken") { try await world.place(others, at: nil, email: "c@example.com") }
            _ = try await world.cancel(booking)
            let third = try await world.place(others, at: nil, email: "c@example.com")
            #expect(try await world.names(third) == ["Carla"])
            #expect(try await world.places(third) == ["Retiro", "Sol"])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a location that is taken makes the time not free, and explain names it`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            // Nobody at Chamberi can ever do it, and Closed is closed: neither is a part.
            _ = try await world.location("Chamberi")
            let closed = try await world.location("Closed", ["is_active": false])
            let elsewhere = try await world.resource("Room 3", .room, at: closed)
            let lesson = try await world.everywhere([town.rooms + [elsewhere]])
            let room = try await world.offering(needs: [[town.rooms[1]]])
            #expect(try await world.starts(lesson, at: nil).contains(World.tuesday()))
            _ = try await world.place(room, at: nil, email: "a@example.com")
            #expect(try await world.starts(lesson, at: nil).contains(World.tuesday()) == false)
            let reasons = try await world.house.store.read { db in
                try world.bookings.scheduling.explain(
                    world.book(in: db), lesson, Wish(lesson), start: World.tuesday(), in: db
                ).reasons
            }
            #expect(reasons.map(\.code) == ["resource_taken", "none_free_at"])
            #expect(reasons.last?.location == town.sol && reasons.last?.values == ["location": "Sol"])
            try await refused("slot_taken") { try await world.place(lesson, at: nil, email: "b@example.com") }
            let free = try await world.place(lesson, World.tuesday(10), at: nil, email: "b@example.com")
            #expect(try await world.places(free) == ["Retiro", "Sol"])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `every time that is shown is given`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.everywhere([[town.ana, town.ben, town.carla], town.rooms])
            let single = try await world.offering(needs: [[town.ana, town.ben, town.carla], town.rooms])
            for (number, hour) in [9, 11, 12, 12].enumerated() {
                _ = try await world.place(single, World.tuesday(hour), at: nil, email: "c\(number)@example.com")
            }
            let free = try await world.starts(lesson, at: nil)
            for hour in 9...13 {
                let problem = try await refusal {
                    try await world.place(lesson, World.tuesday(hour), at: nil, email: "a\(hour)@example.com")
                }
                #expect((problem == nil) == free.contains(World.tuesday(hour)), "\(hour)")
            }
            #expect(free.contains(World.tuesday(10)) && !free.contains(World.tuesday(9)))
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a move stays at all locations, and is refused where one is taken`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.everywhere([town.rooms])
            let room = try await world.offering(needs: [[town.rooms[0]]])
            let booking = try await world.place(lesson, at: nil, email: "a@example.com")
            _ = try await world.place(room, World.tuesday(11), at: nil, email: "b@example.com")
            let before = try await world.rows()
            try await refused("slot_taken") {
                try await world.move(booking, Move(start: World.tuesday(11)), as: .business)
            }
            let problem = try await refusal {
                try await world.move(
                    booking, Move(start: World.tuesday(12), location: town.sol), as: .business)
            }
            #expect(problem?.status == 422 && problem?.fields.first?.code == "at_all_locations")
            #expect(try await world.rows().differences(from: before) == [])
            let moved = try await world.move(booking, Move(start: World.tuesday(12)), as: .customer)
            #expect(moved.isEverywhere && moved.start == World.tuesday(12))
            #expect(try await world.places(moved) == ["Retiro", "Sol"])
            #expect(try await world.claims(moved) == 2)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a location can't be wished for, a course can't be everywhere, and nothing changes`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.everywhere([town.rooms])
            let before = try await world.rows()
            let problem = try await refusal { try await world.place(lesson, at: town.sol, email: "x@example.com") }
            #expect(problem?.status == 422 && problem?.fields.first?.code == "at_all_locations")
            let course = try await refusal {
                try await world.offering(needs: [], ["kind": "course", "locations": "all"])
            }
            #expect(course?.status == 422 && course?.fields.first?.code == "not_for_courses")
            #expect(try await world.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `without locations it is like any other offering`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.everywhere([[world.resource("Ana"), world.resource("Ben")]])
            let booking = try await world.place(lesson, at: nil, email: "a@example.com")
            #expect(!booking.isEverywhere && booking.location == nil)
            #expect(try await world.claims(booking) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is used at all locations stays where it is`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let lesson = try await world.everywhere([town.rooms])
            let booking = try await world.place(lesson, at: nil, email: "a@example.com")
            try await refused("resource_booked_elsewhere") { try await world.put(town.rooms[0], at: town.sol) }
            for resource in [town.rooms[1], town.ben] { try await world.put(resource, at: nil) }
            try await refused("location_booked") { try await world.remove(town.sol) }
            _ = try await world.cancel(booking)
            try await world.remove(town.sol)
            #expect(try await world.places(booking) == ["Retiro", "Sol"])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `in a visit it is one thing among others`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let video = try await world.everywhere([town.rooms])
            let lesson = try await world.offering(needs: [[town.ana, town.ben]])
            var first = Ask(lesson.id, start: World.tuesday(9))
            first.location = town.sol
            let asks = [first, Ask(video.id, start: World.tuesday(10)), Ask(lesson.id, start: World.tuesday(11))]
            let booked = try await world.house.store.write { db in
                try world.bookings.placeBasket(
                    asks.map { try world.request($0) }, world.book(in: db), by: world.origin, in: db)
            }
            #expect(booked.map(\.isEverywhere) == [false, true, false])
            #expect(booked[0].location == town.sol && booked[1].location == nil && booked[2].location != nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a room that is taken at a location that takes no part is found by the proof`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let town = try await Town(world)
            let booking = try await world.place(world.everywhere([town.rooms]), at: nil, email: "a@example.com")
            try await world.house.store.write { db in
                _ = try db.execute("DELETE FROM booking_locations WHERE location_id = \(town.sol)")
            }
            #expect(try await world.faults() == ["\(booking.id) has Room 2, which is of another location"])
            try await world.house.store.write { db in _ = try db.execute("DELETE FROM booking_locations") }
            #expect(try await world.faults().count == 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `all locations and single ones are never sold twice at once`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let town = try await Town(world)
            let video = try await world.everywhere([[town.ana, town.ben, town.carla], town.rooms])
            let lesson = try await world.offering(needs: [[town.ana, town.ben, town.carla], town.rooms])
            var (whole, single) = (0, 0)
            for hour in 9...13 {
                let crowd = await Crowd.atOnce(
                    (0..<32).map { number in
                        {
                            _ = try await world.place(
                                number % 2 == 0 ? video : lesson, World.tuesday(hour), at: nil,
                                email: "c\(number)@example.com")
                        }
                    })
                // Either one booking that has both rooms, or one in each of them.
                let videos = try await world.number(
                    "SELECT COUNT(*) FROM bookings WHERE is_everywhere = 1 AND start_at = \(World.tuesday(hour))")
                #expect(crowd.accepted == (videos == 1 ? 1 : 2) && videos <= 1 && crowd.faults == [], "\(crowd)")
                (whole, single) = (whole + videos, single + crowd.accepted - videos)
            }
            print(
                "race, \(world.house.store.dialect): all locations × one × 5: \(whole) whole, \(single) single, oversold 0"
            )
            #expect(try await world.faults() == [])
        }
    }
}

extension World {
    fileprivate func everywhere(_ needs: [[ResourceID]]) async throws -> Offering {
        try await offering(needs: needs, ["locations": "all"])
    }

    fileprivate func places(_ booking: Booking) async throws -> [String] {
        try await house.store.read { db in try db.locations(of: booking).map(\.name) }
    }
}
