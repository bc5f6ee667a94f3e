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

/// Seats, moves and many bookings at once, from everywhere at once: nothing is oversold, and every answer is a definite one.
@Suite(.serialized) struct SeatRaceTests {
    private typealias Task = @Sendable () async throws -> Void

    /// Runs the tasks and proves the ledger; prints what came of them.
    @discardableResult
    private func race(_ name: String, _ world: World, _ tasks: [Task]) async throws -> Crowd {
        let crowd = await Crowd.atOnce(tasks.shuffled())
        #expect(crowd.faults == [], "\(name): \(crowd)")
        #expect(try await world.faults() == [], "\(name)")
        print("race, \(world.house.store.dialect): \(name): \(crowd); oversold 0")
        return crowd
    }

    private func seats(
        _ count: Int, _ session: Session, _ world: World, party: @escaping @Sendable (Int) -> Int = { _ in 1 }
    )
        -> [Task]
    {
        (0..<count).map { number in
            { _ = try await world.seat(session, "c\(number)@example.com", party: party(number)) }
        }
    }

    @Test(arguments: TestEngine.available, [1, 8])
    func `64 want a seat and as many get one as there are`(_ engine: TestEngine, _ capacity: Int) async throws {
        try await World.with(engine, connections: 8) { world in
            let course = try await world.course()
            for hour in 9...11 {
                let session = try await world.session(course, World.tuesday(hour), capacity: capacity)
                let crowd = try await race("64 on \(capacity) seats", world, seats(64, session, world))
                #expect(crowd.accepted == capacity && crowd.refused == 64 - capacity)
                #expect(try await world.seats(session) == capacity)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `parties of two and three leave no more than one seat of ten`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let course = try await world.course()
            for hour in 9...11 {
                let session = try await world.session(course, World.tuesday(hour), capacity: 10)
                try await race("parties of 2 and 3 on 10 seats", world, seats(40, session, world) { 2 + $0 % 2 })
                #expect([9, 10].contains(try await world.seats(session)))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a capacity is lowered while seats are taken`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let course = try await world.course()
            for hour in 9...13 {
                let session = try await world.session(course, World.tuesday(hour), capacity: 12)
                try await race(
                    "capacity lowered", world,
                    seats(24, session, world) + [{ try await world.change(session, ["max_capacity": 6]) }])
                let now = try await world.session(session.id).seats
                #expect(now.claimed == now.capacity && [6, 12].contains(now.capacity))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a session is removed while it is booked, cancelled and moved away from`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let course = try await world.course()
            for (hour, way) in zip(9..., ["cancel", "move", "cancel", "move"]) {
                let (session, other) = (
                    try await world.session(course, World.tuesday(hour), capacity: 40),
                    try await world.session(course, World.tuesday(hour) + .days(1), capacity: 60)
                )
                var booked: [Booking] = []
                for number in 0..<10 {
                    booked.append(try await world.seat(session, "b\(number)@example.com"))
                }
                let (leaving, moving) = (booked.prefix(5), booked.suffix(5))
                let removal: SessionRemoval = way == "cancel" ? .cancel(reason: nil) : .move(to: other.id)
                var tasks = seats(20, session, world)
                for one in leaving { tasks.append { _ = try await world.cancel(one) } }
                for one in moving { tasks.append { _ = try await world.move(one, Move(session: other.id)) } }
                tasks.append { try await world.remove(session, removal) }
                try await race("session removed by \(way)", world, tasks)
                let now = try await world.session(session.id)
                // A cancelled booking among those it moves refuses the removal; then everything is as it was.
                #expect(now.cancelledAt == nil || now.seats.claimed == 0)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `bookings change places, and full sessions give definite answers`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let lesson = try await world.offering(needs: [[ana]])
            let hers = try await world.offering(needs: [[ana], [ben]])
            let his = try await world.offering(needs: [[ben], [ana]])
            let (one, two) = (
                try await world.place(lesson, World.tuesday(9)), try await world.place(lesson, World.tuesday(10))
            )
            let swap = try await race(
                "two bookings of one person swap", world,
                [
                    { _ = try await world.move(one, Move(start: World.tuesday(10))) },
                    { _ = try await world.move(two, Move(start: World.tuesday(9))) },
                ])
            #expect(swap.refused >= 1)
            let (both, again) = (
                try await world.place(hers, World.tuesday(11)), try await world.place(his, World.tuesday(12))
            )
            var to: [Task] = []
            for hour in [13, 16, 13, 16, 13, 16] {
                let move = Move(start: World.tuesday(hour))
                to.append { _ = try await world.move(both, move) }
                to.append { _ = try await world.move(again, move) }
            }
            try await race("two people and two bookings, to and fro", world, to)
            let course = try await world.course()
            let (x, y) = (
                try await world.session(course, capacity: 4),
                try await world.session(course, World.tuesday(10), capacity: 5)
            )
            var inX: [Booking] = []
            var inY: [Booking] = []
            for number in 0..<4 {
                inX.append(try await world.seat(x, "x\(number)@example.com"))
                inY.append(try await world.seat(y, "y\(number)@example.com"))
            }
            var crossing: [Task] = []
            for booking in inX { crossing.append { _ = try await world.move(booking, Move(session: y.id)) } }
            for booking in inY { crossing.append { _ = try await world.move(booking, Move(session: x.id)) } }
            try await race("X to Y against Y to X, one seat free", world, crossing + crossing)
            let (atX, atY) = (try await world.seats(x), try await world.seats(y))
            #expect(atX + atY == 8 && atX <= 4 && atY <= 5)
        }
    }

    @Test(arguments: TestEngine.available)
    func `series, baskets and single bookings of the same clients cross`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let (hers, his) = (try await world.offering(needs: [[ana]]), try await world.offering(needs: [[ben]]))
            let any = try await world.offering(needs: [[ben, ana]])
            let course = try await world.course()
            let weekly = try #require(Recurrence(weekdays: [.tuesday, .wednesday, .thursday], end: .count(6)))
            let daily = try #require(Recurrence(weekdays: [.tuesday, .wednesday, .thursday], end: .count(3)))
            for hour in 9...11 {
                let (one, two) = (
                    try await world.session(course, World.tuesday(hour), capacity: 5),
                    try await world.session(course, World.tuesday(hour) + .hours(7), capacity: 5)
                )
                // Later days have the earlier rows.
                for days in [2, 1] {
                    _ = try await world.session(course, two.start + .days(days), capacity: 5)
                }
                let start = World.tuesday(hour)
                let tasks: [Task] = (0..<36).map { number in
                    let email = "h\(hour)c\(number % 10)@example.com"
                    switch number % 6 {
                    case 0:
                        return {
                            _ = try await world.series(Ask(hers.id, start: start), weekly, skipsTaken: true, email)
                        }
                    case 1: return { _ = try await world.place(any, start + .days(number % 3), email) }
                    case 2:
                        return {
                            _ = try await world.basket(
                                [
                                    world.ask(one), Ask(hers.id, start: start), Ask(his.id, start: start),
                                    world.ask(two),
                                ],
                                email)
                        }
                    case 3:
                        return {
                            _ = try await world.basket(
                                [
                                    world.ask(two), Ask(his.id, start: start), Ask(hers.id, start: start),
                                    world.ask(one),
                                ],
                                email)
                        }
                    case 4:
                        return { _ = try await world.series(world.ask(two), daily, skipsTaken: true, email) }
                    default: return { _ = try await world.seat(one, email) }
                    }
                }
                let crowd = try await race("series × baskets × single bookings", world, tasks)
                #expect(crowd.accepted > 0)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `two generators make everything once`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let ana = try await world.resource("Ana")
            let course = try await world.course(needs: [[ana]])
            let other = try await world.course(needs: [[ana]])
            let starts = (9...13).map { World.tuesday($0) } + (9...13).map { World.tuesday($0) + .days(1) }
            let tasks: [Task] = (0..<8).map { number in
                {
                    _ = try await world.open(
                        number % 2 == 0 ? course : other, number % 4 < 2 ? starts : starts.reversed())
                }
            }
            try await race("generator × generator", world, tasks)
            #expect(try await world.number("SELECT COUNT(*) FROM course_sessions") == starts.count)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a place is given back, or its holder has come`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let session = try await world.session(world.course(["no_show_minutes": 10]), capacity: 20)
            var booked: [Booking] = []
            for number in 0..<20 { booked.append(try await world.seat(session, "c\(number)@example.com")) }
            world.clock.set(session.start + .minutes(10))
            try await race(
                "no-show × check-in", world,
                booked.flatMap { booking -> [Task] in
                    [
                        { _ = try await world.advance(booking, .checkedIn) },
                        { try await world.house.store.write { db in try world.bookings.missed(booking.id, in: db) } },
                    ]
                })
            var came = 0
            for booking in booked {
                let status = try await world.fresh(booking).status
                #expect([.checkedIn, .noShow].contains(status))
                came += status == .checkedIn ? 1 : 0
            }
            #expect(try await world.seats(session) == came)
        }
    }
}
