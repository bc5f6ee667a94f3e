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

/// The seats of a session: taken, held, given back and never more than there are.
@Suite struct SeatTests {
    @Test(arguments: TestEngine.available)
    func `a party takes its seats, and no more than are left`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course(["max_party": 6])
            let session = try await world.session(course)
            let many = try await world.faultyFields { try await world.seat(session, "x@example.com", party: 7) }
            #expect(many == ["/party out_of_range"])
            let five = try await world.seat(session, "five@example.com", party: 5)
            #expect(five.party == 5 && five.price.minor == 25_000)
            let before = try await world.rows()
            let problem = try await refusal { try await world.seat(session, "four@example.com", party: 4) }
            #expect(problem?.code == "slot_taken")
            #expect(problem?.details.first { $0.name == "available_spots" }?.value.integer == 3)
            #expect(try await world.rows().differences(from: before) == [])
            _ = try await world.seat(session, "three@example.com", party: 3)
            #expect(try await world.seats(session) == 8)
            _ = try await world.cancel(five)
            #expect(try await world.seats(session) == 3)
            try await refused("illegal_transition") { try await world.cancel(five) }
            #expect(try await world.seats(session) == 3)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a capacity below what is booked is refused with who is in the way`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course())
            let booking = try await world.seat(session, "a@example.com", party: 3)
            let before = try await world.rows()
            let problem = try await refusal { try await world.change(session, ["max_capacity": 2]) }
            #expect(problem?.code == "capacity_claimed")
            #expect(problem?.details.first { $0.name == "booked_count" }?.value.integer == 3)
            let named = problem?.details.first { $0.name == "bookings" }?.value.array?.compactMap(\.string)
            #expect(named == [booking.id.description])
            #expect(try await world.rows().differences(from: before) == [])
            #expect(try await world.change(session, ["max_capacity": 3]).seats.left == 0)
            try await refused("slot_taken") { try await world.seat(session, "b@example.com") }
            #expect(try await world.change(session, ["max_capacity": 4]).seats.left == 1)
            _ = try await world.seat(session, "b@example.com")
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a class is booked until its deadline, and by staff after`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course(["booking_deadline_hours": 24]), World.tuesday(10))
            world.clock.set(session.start - .hours(24))
            _ = try await world.seat(session, "a@example.com")
            world.clock.advance(by: .milliseconds(1))
            try await world.refusedUnchanged("slot_unavailable") { try await world.seat(session, "b@example.com") }
            var ask = world.ask(session)
            ask.isByStaff = true
            _ = try await world.place(ask, "b@example.com")
            try await world.change(session, ["booking_deadline_hours": 3])
            _ = try await world.seat(session, "c@example.com")
            try await world.change(session, ["is_bookable": false])
            try await world.refusedUnchanged("slot_unavailable") { try await world.seat(session, "d@example.com") }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a held seat is kept for its party and nobody else`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course(), capacity: 3)
            let hold = try await world.hold(world.ask(session, party: 3))
            try await refused("slot_taken") { try await world.seat(session, "x@example.com") }
            try await world.refusedUnchanged("hold_lost") {
                try await world.place(world.ask(session, party: 2), hold: hold.token)
            }
            let booking = try await world.place(world.ask(session, party: 3), hold: hold.token)
            #expect(booking.party == 3 && booking.session == session.id)
            #expect(try await world.seats(session) == 3)
            #expect(try await world.faults() == [])
        }
    }
}
