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

/// The same class every week, in one booking (D13).
@Suite struct CourseSeriesTests {
    private let weekly = Recurrence(end: .count(4))

    /// Classes on four Tuesdays but the third, of which the second has one place.
    private func classes(_ world: World) async throws -> (first: Session, second: Session) {
        try await world.settings(["max_advance_booking_days": 250])
        let course = try await world.course()
        let opened = try await world.open(course, [0, 21].map { World.tuesday() + .days($0) })
        let second = try await world.session(course, World.tuesday() + .days(7), capacity: 1)
        _ = try await world.session(course, World.tuesday(12) + .days(14))
        return (try await world.session(try #require(opened.made.first)), second)
    }

    @Test(arguments: TestEngine.available)
    func `a full session and a missing one are asked about, and skipped when that is meant`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let (first, second) = try await classes(world)
            let weekly = try #require(weekly)
            let full = try await world.seat(second, "x@example.com")
            let before = try await world.rows()
            let problem = try await refusal { try await world.series(world.ask(first, party: 2), weekly) }
            #expect(problem?.code == "series_unavailable")
            let named = problem?.details.first?.value.array ?? []
            #expect(named.compactMap { $0["code"]?.string } == ["slot_taken", "slot_unavailable"])
            let missed = [7, 14].map { (World.tuesday() + .days($0)).rfc3339 }
            #expect(named.compactMap { $0["start"]?.string } == missed)
            #expect(try await world.rows().differences(from: before) == [])
            let series = try await world.series(world.ask(first, party: 2), weekly, skipsTaken: true)
            #expect(series.bookings.map(\.start) == [0, 21].map { World.tuesday() + .days($0) })
            #expect(series.bookings.allSatisfy { $0.session != nil && $0.party == 2 })
            #expect(try await world.seats(first) == 2)
            _ = try await world.cancel(full)
            let rest = try await world.series(world.ask(second), weekly, skipsTaken: true, "y@example.com")
            #expect(rest.bookings.map(\.start) == [7, 21].map { World.tuesday() + .days($0) })
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `it keeps its wall clock when the clocks change`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            try await world.settings(["max_advance_booking_days": 250])
            let course = try await world.course()
            let first = try await world.session(course, World.tuesday())
            // After 28 March Madrid is two hours ahead.
            let late = World.tuesday() + .days(7 * 20) - .hours(1)
            _ = try await world.session(course, late)
            let twice = try #require(Recurrence(everyWeeks: 20, end: .count(2)))
            let series = try await world.series(world.ask(first), twice)
            #expect(series.bookings.map(\.start) == [World.tuesday(), late])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the public door takes a session for its first date`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (first, _) = try await classes(world)
            let body: JSON = [
                "offering_id": .string(first.offering.description), "session_id": .string(first.id.description),
                "client_name": "Jo", "client_email": "jo@example.com", "count": 2,
            ]
            let done = await world.postJSON("/public/\(world.slug)/series", body)
            #expect(done.status == 201 && done.json?["bookings"]?.array?.count == 2)
            let again = await world.postJSON("/public/\(world.slug)/series", body)
            #expect(again.status == 409)
            #expect(try await world.count() == 2)
        }
    }
}
