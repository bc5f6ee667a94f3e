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

/// A session that is removed, and those who have a seat in it.
@Suite struct RemoveSessionTests {
    @Test(arguments: TestEngine.available)
    func `a session that is removed asks, cancels, or moves who is booked`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let ana = try await world.resource("Ana")
            let course = try await world.course(needs: [[ana]])
            let (first, second) = (
                try await world.session(course, World.tuesday(9)),
                try await world.session(course, World.tuesday(10), capacity: 3)
            )
            let other = try await world.session(world.course())
            let (two, three) = (
                try await world.seat(first, "two@example.com", party: 2),
                try await world.seat(first, "three@example.com", party: 3)
            )
            _ = try await world.hold(world.ask(first))
            try await world.refusedUnchanged("session_booked") { try await world.remove(first) }
            // Six are booked or held, three seats are left.
            for target in [second.id, first.id, other.id, SessionID(rawValue: 7)] {
                let code = target == second.id ? "slot_taken" : "invalid_input"
                try await world.refusedUnchanged(code) { try await world.remove(first, .move(to: target)) }
            }
            _ = try await world.cancel(two)
            world.clock.advance(by: .minutes(11))
            try await world.work()
            #expect(try await world.remove(first, .move(to: second.id)) == 1)
            let moved = try await world.fresh(three)
            #expect(moved.session == second.id && moved.start == second.start && moved.sequence == 1)
            #expect(try await world.seats(first) == 0)
            #expect(try await world.seats(second) == 3)
            try await refused("session_over") { try await world.remove(first) }
            try await refused("session_over") { try await world.change(first, ["max_capacity": 9]) }
            try await refused("slot_taken") { try await world.seat(second, "x@example.com") }
            try await refused("slot_unavailable") { try await world.seat(first, "x@example.com") }
            #expect(try await world.remove(second, .cancel(reason: "Ana is ill.")) == 1)
            let gone = try await world.fresh(three)
            #expect(gone.status == .cancelled && gone.refundShare == 10_000 && gone.reason == "Ana is ill.")
            #expect(try await world.remove(other) == 0)
            #expect(try await world.claims() == 0)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is still filling in the form does not keep a session from moving`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course()
            let (first, second) = (
                try await world.session(course, World.tuesday(9)), try await world.session(course, World.tuesday(10))
            )
            _ = try await world.seat(first, "a@example.com")
            _ = try await world.hold(world.ask(first))
            #expect(try await world.remove(first, .move(to: second.id)) == 2)
            #expect(try await world.count(.held) == 0)
            #expect(try await world.count(.confirmed) == 1)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `an empty session moves nobody, but not to nowhere`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course())
            let other = try await world.session(world.course())
            for target in [session.id, other.id, SessionID(rawValue: 7)] {
                try await world.refusedUnchanged("invalid_input") {
                    try await world.remove(session, .move(to: target))
                }
            }
        }
    }
}
