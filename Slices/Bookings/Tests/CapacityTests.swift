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

/// What a booking takes, and what it can't have (Q1).
@Suite struct CapacityTests {
    @Test(arguments: TestEngine.available)
    func `a person and a room are taken together or not at all`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let room = try await world.resource("Room", .room)
            let anaInRoom = try await world.offering(needs: [[ana], [room]])
            let benInRoom = try await world.offering(needs: [[ben], [room]])
            let benOutside = try await world.offering(needs: [[ben]])
            let first = try await world.place(anaInRoom, World.tuesday())
            #expect(try await world.claims(first) == 2)
            let before = try await world.rows()
            let problem = try await refusal { try await world.place(benInRoom, World.tuesday(), "ben@example.com") }
            #expect(problem?.code == "slot_taken")
            #expect(try await world.rows().differences(from: before) == [])
            #expect(try await world.claims(world.place(benOutside, World.tuesday(), "ben@example.com")) == 1)
            _ = try await world.cancel(first)
            #expect(try await world.claims() == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `one of several people is taken, until nobody is left`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            var people: [ResourceID] = []
            for name in ["Ana", "Ben", "Carla"] { people.append(try await world.resource(name)) }
            let lesson = try await world.offering(needs: [people])
            var taken: Set<[String]> = []
            for number in 1...3 {
                let booking = try await world.place(lesson, World.tuesday(), "c\(number)@example.com")
                taken.insert(try await world.house.store.read { db in try db.resourceNames(booking) })
            }
            #expect(taken == [["Ana"], ["Ben"], ["Carla"]])
            try await refused("slot_taken") { try await world.place(lesson, World.tuesday(), "c4@example.com") }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a choice leaves the one that only the other need can have`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            // Two people at once: anybody, and Ana.
            let pair = try await world.offering(needs: [[ana, ben], [ana]])
            #expect(try await world.claims(world.place(pair, World.tuesday())) == 2)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `buffers keep others away and may not overlap, claims may touch`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(
                needs: [[world.resource("Ana")]],
                ["step_minutes": 15, "buffer_before_minutes": 15, "buffer_time_minutes": 30])
            _ = try await world.place(lesson, World.tuesday(11))
            // Taken from 10:45 to 12:30: the next visit begins its own quarter of an hour before its start.
            try await refused("slot_taken") { try await world.place(lesson, World.tuesday(12, 30), "b@example.com") }
            _ = try await world.place(lesson, World.tuesday(12, 45), "b@example.com")
            try await refused("slot_taken") { try await world.place(lesson, World.tuesday(9, 30), "c@example.com") }
            _ = try await world.place(lesson, World.tuesday(9, 15), "c@example.com")
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a room for two takes two at a time, and its capacity can't fall below them`(_ engine: TestEngine) async throws
    {
        try await World.with(engine) { world in
            let room = try await world.resource("Pool", .room, capacity: 2)
            let lane = try await world.offering(needs: [[room]])
            _ = try await world.place(lane, World.tuesday(), "a@example.com")
            let second = try await world.place(lane, World.tuesday(), "b@example.com")
            try await refused("slot_taken") { try await world.place(lane, World.tuesday(), "c@example.com") }
            func lower(to capacity: Int) async throws -> Problem? {
                try await refusal {
                    try await world.house.store.write { db in
                        try world.bookings.catalogue.updateResource(
                            world.member, room, Fields(["capacity": .number(capacity)]), by: world.origin, in: db)
                    }
                }
            }
            let before = try await world.rows()
            let problem = try await lower(to: 1)
            #expect(problem?.code == "capacity_claimed" && problem?.values == ["count": "2"])
            #expect(try await world.rows().differences(from: before) == [])
            _ = try await world.cancel(second)
            #expect(try await lower(to: 1) == nil)
            try await refused("slot_taken") { try await world.place(lane, World.tuesday(), "d@example.com") }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `staff may pass over hours, notice and grid, never over capacity`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let odd = [
                World.monday + .minutes(1), World.tuesday(3), World.tuesday(10, 7), World.tuesday() + .days(200),
            ]
            for start in odd {
                try await refused("slot_unavailable") { try await world.place(lesson, start) }
                let entered = try await world.place(lesson, start, byStaff: true)
                #expect(entered.status == .confirmed && entered.createdBy == world.member.user)
                try await refused("slot_taken") {
                    try await world.place(lesson, start, "ben@example.com", byStaff: true)
                }
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the proofs find a claim that was put in by hand`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let booking = try await world.place(lesson, World.tuesday())
            #expect(try await world.faults() == [])
            try await world.house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO claims (business_id, id, resource_id, booking_id, from_at, to_at, units, is_exclusive)
                    SELECT business_id, id + 1, resource_id, booking_id + 1, from_at + 1800000, to_at, 1, 0 FROM claims
                    WHERE booking_id = \(booking.id)
                    """)
            }
            let faults = try await world.faults()
            let named = faults.filter { $0.contains("beyond its capacity") }
            #expect(named.count == 1)
            #expect(faults.count == 2)
        }
    }

    @Test(arguments: TestEngine.available)
    func `the proofs find a booking whose claim was lost, and one that kept its claim`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")], [world.resource("Room", .room)]])
            world.clock.advance(by: .minutes(1))
            _ = try await world.place(lesson, World.tuesday())
            let cancelled = try await world.place(lesson, World.tuesday(11))
            try await world.house.store.write { db in
                try db.execute("UPDATE claims SET released_at = 1 WHERE id = (SELECT MIN(id) FROM claims)")
                try db.execute("UPDATE bookings SET status = 'cancelled' WHERE id = \(cancelled.id)")
            }
            let faults = try await world.faults()
            #expect(faults.count == 2)
        }
    }
}
