import Catalogue
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// What cancelling gives back after moves (decision 0015).
@Suite struct RefundMoveTests {
    private func lesson(_ world: World) async throws -> Offering {
        try await world.settings(
            ["full_refund_hours": 24, "half_refund_hours": 6, "reschedule_notice_hours": 0])
        return try await world.offering(needs: [[world.resource("Ana")]])
    }

    @Test(arguments: TestEngine.available)
    func `moving far ahead is no way around a deadline that is over`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await lesson(world)
            let booking = try await world.place(lesson, World.tuesday(9))
            world.clock.set(booking.start - .hours(24))
            let inTime = try await world.move(booking, Move(start: World.tuesday(10)))
            #expect(inTime.refunds == RefundTerms(.standard))
            world.clock.set(inTime.start - .hours(6))
            let late = try await world.move(inTime, Move(start: World.tuesday(9) + .days(1)))
            let steps = late.refunds.steps(start: late.start)
            #expect(steps == [RefundStep(until: late.start - .hours(6), basisPoints: 5_000)])
            let back = try await world.move(late, Move(start: World.tuesday(10) + .days(1)))
            #expect(try await world.cancel(back).refundShare == 5_000)
            let none = try await world.place(lesson, World.tuesday(11), "ben@example.com")
            world.clock.set(none.start - .minutes(1))
            let ahead = try await world.move(none, Move(start: World.tuesday(10) + .days(1)))
            #expect(ahead.refunds.ahead(at: world.clock.now, start: ahead.start) == [])
            #expect(try await world.cancel(ahead).refundShare == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is moved by the business cancels by the day that they chose`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await lesson(world)
            let booking = try await world.place(lesson, World.tuesday(11) + .days(1))
            let near = try await world.move(booking, Move(start: World.tuesday(10)), as: .business)
            let undone = try await world.move(near, Move(start: booking.start), as: .business)
            #expect(undone.refunds.steps(start: undone.start) == booking.refunds.steps(start: booking.start))
            let nearer = try await world.move(undone, Move(start: World.tuesday(10)), as: .business)
            world.clock.set(nearer.start - .minutes(1))
            #expect(try await world.cancel(nearer).refundShare == 10_000)
            // Another person at the same time is no move of the time.
            let other = try await world.place(lesson, World.tuesday(12))
            let longer = try await world.move(other, Move(minutes: 90), as: .business)
            #expect(longer.refunds == RefundTerms(.standard))
            #expect(try await world.cancel(longer).refundShare == 0)
        }
    }
}
