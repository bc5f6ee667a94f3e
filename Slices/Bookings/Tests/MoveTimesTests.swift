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

/// Where a booking can go: its own old time is in nobody's way (D7).
@Suite struct MoveTimesTests {
    /// Ends a transaction without a trace.
    private struct Undo: Error {}

    private func compare(_ world: World, _ booking: Booking) async throws -> (shown: [Instant], given: [Instant]) {
        let shown = try await world.house.store.read { db in
            let book = try world.book(in: db)
            let date = book.zone.local(booking.start).date
            return try world.bookings.moveTimes(booking, book, from: date, through: date, in: book.zone, db).slots.map(
                \.start)
        }
        var given: [Instant] = []
        for minute in stride(from: -60, to: 720, by: 5) where World.tuesday(9, minute) != booking.start {
            let move = Move(start: World.tuesday(9, minute))
            do {
                try await world.house.store.write { db -> Void in
                    do {
                        _ = try world.bookings.reschedule(
                            booking.id, to: move, world.book(in: db), as: .customer, by: world.origin, in: db)
                    } catch is Problem { return }
                    throw Undo()
                }
            } catch is Undo { given.append(World.tuesday(9, minute)) }
        }
        return (shown, given)
    }

    @Test(arguments: TestEngine.available)
    func `what is shown is what a move is given, times that overlap its own included`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let pool = try await world.resource("Pool", .room, capacity: 2)
            let lone = try await world.offering(needs: [[ana]], ["step_minutes": 15, "buffer_time_minutes": 15])
            let chosen = try await world.offering(
                needs: [[ana, ben], [pool]], ["step_minutes": 15, "lets_choose": true, "buffer_before_minutes": 10])
            let any = try await world.offering(needs: [[ana, ben]], ["step_minutes": 30])
            let mine = try await world.place(lone, World.tuesday(10), "c1@example.com")
            _ = try await world.place(lone, World.tuesday(12), "c2@example.com")
            var ask = Ask(chosen.id, start: World.tuesday(16))
            ask.resources = [ben]
            let his = try await world.place(ask, "c3@example.com")
            let either = try await world.place(any, World.tuesday(18), "c4@example.com")
            let before = try await world.rows()
            for booking in [mine, his, either] {
                let (shown, given) = try await compare(world, booking)
                #expect(shown == given && shown.count > 3)
                #expect(!shown.contains(booking.start))
            }
            let (shown, _) = try await compare(world, mine)
            #expect(shown.contains(World.tuesday(10, 15)) && shown.contains(World.tuesday(9, 30)))
            #expect(try await world.rows().differences(from: before) == [])
        }
    }
}
