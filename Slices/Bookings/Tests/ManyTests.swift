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

/// Several bookings at once.
@Suite struct ManyTests {
    @Test(arguments: TestEngine.available)
    func `a series is booked whole or not at all, or without what is taken`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.settings(["max_advance_booking_days": 90])
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let weekly = try #require(Recurrence(end: .count(4)))
            _ = try await world.place(lesson, World.tuesday() + .days(7), "ben@example.com")
            let ask = Ask(lesson.id, start: World.tuesday())
            let before = try await world.rows()
            let problem = try await refusal { try await world.series(ask, weekly) }
            #expect(problem?.code == "series_unavailable" && problem?.status == 409)
            // Two weeks after, the business is closed: the holiday of the demo.
            let named = problem?.details.first?.value.array?.compactMap { $0["code"]?.string }
            #expect(named == ["slot_taken", "slot_unavailable"])
            #expect(try await world.rows().differences(from: before) == [])
            let series = try await world.series(ask, weekly, skipsTaken: true)
            #expect(
                series.bookings.count == 2
                    && series.skipped.map(\.start) == [7, 14].map { World.tuesday() + .days($0) })
            #expect(Set(series.bookings.map(\.series)).count == 1 && series.bookings[0].series != nil)
            // The same once more: every date is a duplicate or taken.
            try await world.refusedUnchanged("series_unavailable") {
                try await world.series(ask, weekly, skipsTaken: true)
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a series of nothing, of too much or of a course without a session is refused`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let session = try await world.session(world.course())
            let ask = Ask(lesson.id, start: World.tuesday())
            for end in [Recurrence.End.count(53), .through(LocalDate.last), .through(LocalDate.first)] {
                let recurrence = try #require(Recurrence(end: end))
                try await world.refusedUnchanged("invalid_input") { try await world.series(ask, recurrence) }
            }
            let weekly = try #require(Recurrence(end: .count(2)))
            let noSession = Ask(session.offering, start: session.start)
            try await world.refusedUnchanged("invalid_input") { try await world.series(noSession, weekly) }
            var other = world.ask(session)
            other.offering = lesson.id
            let foreign = other
            try await world.refusedUnchanged("invalid_input") { try await world.series(foreign, weekly) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a basket is booked whole or not at all`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let (hers, his) = (try await world.offering(needs: [[ana]]), try await world.offering(needs: [[ben]]))
            let session = try await world.session(world.course(), World.tuesday(12), capacity: 1)
            let asks = [
                world.ask(session), Ask(hers.id, start: World.tuesday(9)), Ask(his.id, start: World.tuesday(10)),
            ]
            let full = try await world.seat(session, "x@example.com")
            try await world.refusedUnchanged("slot_taken") { try await world.basket(asks) }
            _ = try await world.cancel(full)
            let booked = try await world.basket(asks)
            #expect(booked.map(\.offering) == asks.map(\.offering))
            #expect(Set(booked.map(\.basket)).count == 1 && booked[0].basket != nil)
            try await world.refusedUnchanged("invalid_input") { try await world.basket([]) }
            let eleven = (0..<11).map { Ask(hers.id, start: World.tuesday(9) + .days($0)) }
            try await world.refusedUnchanged("invalid_input") { try await world.basket(eleven) }
            let twice = [Ask(hers.id, start: World.tuesday(11)), Ask(hers.id, start: World.tuesday(11))]
            try await world.refusedUnchanged("duplicate_booking") { try await world.basket(twice, "y@example.com") }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `one visit after the other begins when the one before ends, off the grid`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let cut = try await world.offering(needs: [[ana]], ["duration_minutes": 40, "buffer_time_minutes": 10])
            let wash = try await world.offering(needs: [[ben]], ["duration_minutes": 25])
            func visit(_ second: Offering, _ hour: Int, _ minute: Int) -> [Ask] {
                [Ask(cut.id, start: World.tuesday(9)), Ask(second.id, start: World.tuesday(hour, minute))]
            }
            try await refused("slot_unavailable") { try await world.place(wash, World.tuesday(9, 40)) }
            // Later than that is nobody's end.
            for minute in [41, 45, 55] {
                try await world.refusedUnchanged("slot_unavailable") {
                    try await world.basket(visit(wash, 9, minute))
                }
            }
            // Ana needs her ten minutes.
            let again = try await world.offering(needs: [[ana]], ["duration_minutes": 25])
            try await world.refusedUnchanged("slot_taken") { try await world.basket(visit(again, 9, 40)) }
            let late = try await world.basket(visit(again, 9, 50))
            #expect(late.map(\.start) == [World.tuesday(9), World.tuesday(9, 50)])
            for booking in late { _ = try await world.cancel(booking) }
            let booked = try await world.basket(visit(wash, 9, 40))
            #expect(booked.map(\.start) == [World.tuesday(9), World.tuesday(9, 40)])
            #expect(try await world.faults() == [])
        }
    }
}
