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

/// What is scarce at one location, while others ask for another.
@Suite(.serialized) struct LocationRaceTests {
    @Test(arguments: TestEngine.available)
    func `the last place at one location is sold once while the other is full`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben], town.rooms])
            for hour in 9...12 {
                _ = try await world.place(
                    lesson, World.tuesday(hour), at: town.retiro, email: "full\(hour)@example.com")
                let crowd = await Crowd.atOnce(
                    (0..<32).map { number in
                        {
                            _ = try await world.place(
                                lesson, World.tuesday(hour), at: number % 2 == 0 ? nil : town.sol,
                                email: "c\(number)@example.com")
                        }
                    })
                #expect(crowd.accepted == 1 && crowd.refused == 31 && crowd.faults == [], "\(crowd)")
            }
            let booked = try await world.count(.confirmed)
            let atSol = try await world.number("SELECT COUNT(*) FROM bookings WHERE location_id = \(town.sol)")
            #expect(booked == 8 && atSol == 4)
            #expect(try await world.faults() == [])
            print("race, \(world.house.store.dialect): 32 tasks × one place at one location × 4; oversold \(atSol - 4)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `both locations are sold out to those who don't mind, and nothing is mixed`(_ engine: TestEngine) async throws
    {
        try await World.with(engine, connections: 8) { world in
            let town = try await Town(world)
            let lesson = try await world.offering(needs: [[town.ana, town.ben, town.carla], town.rooms])
            for hour in 9...11 {
                let crowd = await Crowd.atOnce(
                    (0..<32).map { number in
                        {
                            _ = try await world.place(
                                lesson, World.tuesday(hour), at: nil, email: "c\(number)@example.com")
                        }
                    })
                #expect(crowd.accepted == 2 && crowd.refused == 30 && crowd.faults == [], "\(crowd)")
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `nobody is booked at a location that is removed at the same time`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            _ = try await world.location("Retiro")
            let lesson = try await world.offering(needs: [[world.resource("Carla", at: nil)]])
            var (kept, removed) = (0, 0)
            for round in 0..<12 {
                let sol = try await world.location("Sol \(round)")
                let start = World.tuesday(9) + .days(round % 3) + .hours(round / 3)
                let tasks = (0..<6).map { number -> @Sendable () async throws -> Void in
                    {
                        if number == round % 6 { return try await world.remove(sol) }
                        _ = try await world.place(lesson, start, at: sol, email: "c\(round)-\(number)@example.com")
                    }
                }
                // A client who comes too late is told that the location is not there.
                let crowd = await Crowd.atOnce(
                    tasks.map { task in
                        {
                            do { try await task() } catch let problem as Problem where problem.status == 422 {
                                throw Problem.slotTaken
                            }
                        }
                    })
                #expect(crowd.faults == [] && crowd.accepted == 1, "\(crowd) \(crowd.faults)")
                let there = try await world.number(
                    "SELECT COUNT(*) FROM bookings WHERE location_id = \(sol) AND status = 'confirmed'")
                let isGone = try await world.house.store.read { db in try db.location(world.business, sol) == nil }
                #expect(there == (isGone ? 0 : 1))
                if isGone { removed += 1 } else { kept += 1 }
            }
            print(
                "race, \(world.house.store.dialect): a booking × removing its location × 12: kept \(kept), removed \(removed)"
            )
            #expect(try await world.faults() == [])
        }
    }
}
