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

/// Anything in any order, and from everywhere at once: what is let in beyond capacity is marked, and nothing else is beyond it.
@Suite(.serialized) struct OverbookWalkTests {
    /// A booking as the oracle knows it.
    private struct Known {
        var booking: Booking
        var interval: Interval
        let units: Int
        var isMarked: Bool
    }

    /// Counts minute by minute, the slow way.
    private static func most(_ known: [Known], in interval: Interval) -> Int {
        stride(from: interval.from.milliseconds, to: interval.to.milliseconds, by: 60_000).map { time in
            known.reduce(0) { $0 + ($1.interval.contains(Instant(milliseconds: time)) ? $1.units : 0) }
        }.max() ?? 0
    }

    @Test(arguments: TestEngine.available)
    func `whatever is booked, overbooked, moved and cancelled, it is as counting every minute says`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let capacity = 2
            let lane = try await world.offering(
                needs: [[world.resource("Pool", .equipment, capacity: capacity)]],
                ["step_minutes": 15, "max_party": 3])
            var random = SplitMix64(seed: 8)
            var (known, tally): ([Known], [String: Int]) = ([], [:])
            for number in 0..<90 {
                let start = World.tuesday(9) + .minutes(15 * Int.random(in: 0...8, using: &random))
                let interval = Interval(from: start, lasting: .hours(1))
                let units = Int.random(in: 1...3, using: &random)
                let isBeyond = Int.random(in: 0..<4, using: &random) == 0
                let act = Int.random(in: 0..<10, using: &random)
                let index = known.indices.randomElement(using: &random)
                if act < 5 || index == nil {
                    let fits = Self.most(known, in: interval) + units <= capacity
                    var ask = Ask(lane.id, start: start)
                    ask.party = units
                    let wish = isBeyond ? ask.beyond : ask
                    let done = try await placed { try await world.place(wish, "c\(number)@example.com") }
                    #expect((done != nil) == (fits || isBeyond), "\(number)")
                    if let done {
                        known.append(Known(booking: done, interval: interval, units: units, isMarked: !fits))
                    }
                    tally["\(isBeyond ? "over" : "")booked \(done != nil)", default: 0] += 1
                } else if act < 8, let index {
                    let one = known[index]
                    guard one.interval != interval else { continue }
                    let others = known.enumerated().filter { $0.offset != index }.map(\.element)
                    let fits = Self.most(others, in: interval) + one.units <= capacity
                    var move = Move(start: start)
                    move.isOverbooking = isBeyond
                    let there = move
                    let done = try await placed { try await world.move(one.booking, there, as: .business) }
                    #expect((done != nil) == (fits || isBeyond), "\(number)")
                    if done != nil { (known[index].interval, known[index].isMarked) = (interval, !fits) }
                    tally["moved\(isBeyond ? " beyond" : "") \(done != nil)", default: 0] += 1
                } else if let index {
                    _ = try await world.cancel(known.remove(at: index).booking)
                    tally["cancelled", default: 0] += 1
                }
                #expect(try await world.overbooked() == known.count { $0.isMarked }, "\(number)")
            }
            #expect(try await world.claims() == known.count)
            #expect(try await world.faults() == [])
            let isBusy = (tally["overbooked true"] ?? 0) > 4 && (tally["moved false"] ?? 0) > 0
            #expect(isBusy, "\(tally)")
            print("overbook walk, \(engine): \(tally.sorted { $0.key < $1.key }); differences 0")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a session's seats are as adding up says, whatever its capacity becomes`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            var session = try await world.session(world.course(), capacity: 4)
            var random = SplitMix64(seed: 9)
            var known: [(booking: Booking, party: Int, isMarked: Bool)] = []
            var resized = 0
            for number in 0..<90 {
                let total = known.reduce(0) { $0 + $1.party }
                let party = Int.random(in: 1...3, using: &random)
                let isBeyond = Int.random(in: 0..<4, using: &random) == 0
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<5:
                    let fits = total + party <= session.seats.capacity
                    let ask = world.ask(session, party: party)
                    let wish = isBeyond ? ask.beyond : ask
                    let done = try await placed { try await world.place(wish, "c\(number)@example.com") }
                    #expect((done != nil) == (fits || isBeyond), "\(number)")
                    if let done { known.append((done, party, !fits)) }
                case 5..<7:
                    let capacity = Int.random(in: 1...8, using: &random)
                    let current = session
                    let changed = try await placed {
                        try await world.change(current, ["max_capacity": .number(capacity)])
                    }
                    #expect((changed != nil) == (total <= capacity || capacity >= current.seats.capacity), "\(number)")
                    resized += changed == nil ? 0 : 1
                default:
                    guard let index = known.indices.randomElement(using: &random) else { continue }
                    _ = try await world.cancel(known.remove(at: index).booking)
                }
                session = try await world.session(session.id)
                let sum = known.reduce(0) { $0 + $1.party }
                #expect(session.seats.claimed == sum && session.seats.left == max(0, session.seats.capacity - sum))
                #expect(try await world.overbooked() == known.count { $0.isMarked }, "\(number)")
                #expect(try await world.faults() == [], "\(number)")
            }
            #expect(resized > 3)
        }
    }

    /// Nil where there is no room.
    private func placed<T>(_ work: () async throws -> T) async throws -> T? {
        do {
            return try await work()
        } catch let problem as Problem where ["slot_taken", "capacity_claimed"].contains(problem.code) { return nil }
    }

    @Test(arguments: TestEngine.available)
    func `32 clients race for the last places while owners overbook`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let lesson = try await world.offering(needs: [[ana, ben]])
            let course = try await world.course()
            for hour in 9...12 {
                let session = try await world.session(course, World.tuesday(hour), capacity: 3)
                for (ask, capacity) in [
                    (Ask(lesson.id, start: World.tuesday(hour)), 2), (world.ask(session), 3),
                ] {
                    let clients: [@Sendable () async throws -> Void] = (0..<32).map { number in
                        { _ = try await world.place(ask, "h\(hour)c\(number)@example.com") }
                    }
                    let owners: [@Sendable () async throws -> Void] = (0..<6).map { number in
                        { _ = try await world.place(ask.beyond, "h\(hour)o\(number)@example.com") }
                    }
                    let crowd = await Crowd.atOnce((clients + owners).shuffled())
                    let (ordinary, beyond) = (try await units(ask, world, 0), try await units(ask, world, 1))
                    let isRight = ordinary == capacity && (6 - capacity...6).contains(beyond)
                    #expect(crowd.faults == [] && isRight, "\(crowd)")
                    #expect(crowd.accepted == ordinary + beyond && crowd.refused == 38 - crowd.accepted)
                    print(
                        "race, \(engine): 32 clients × 6 owners who overbook × \(capacity) places: \(crowd); ordinary \(ordinary), overbooked \(beyond)"
                    )
                }
            }
            #expect(try await world.faults() == [])
        }
    }

    private func units(_ ask: Ask, _ world: World, _ mark: Int) async throws -> Int {
        try await world.number(
            """
            SELECT CAST(COALESCE(SUM(c.units), 0) AS BIGINT) FROM claims c
            JOIN bookings b ON b.business_id = c.business_id AND b.id = c.booking_id
            WHERE c.released_at IS NULL AND c.is_overbooked = \(mark) AND b.offering_id = \(ask.offering)
                AND c.from_at = \(ask.start)
            """)
    }

    @Test(arguments: TestEngine.available)
    func `owners overbook, move and cancel while a session's capacity changes`(_ engine: TestEngine) async throws {
        try await World.with(engine, connections: 8) { world in
            let course = try await world.course()
            let (one, two) = (
                try await world.session(course, capacity: 4),
                try await world.session(course, World.tuesday(10), capacity: 4)
            )
            for round in 0..<3 {
                var booked: [Booking] = []
                for number in 0..<6 {
                    let ask = world.ask(number % 2 == 0 ? one : two).beyond
                    booked.append(try await world.place(ask, "r\(round)b\(number)@example.com"))
                }
                var tasks: [@Sendable () async throws -> Void] = []
                for (number, booking) in booked.enumerated() {
                    var move = Move(session: number % 2 == 0 ? two.id : one.id)
                    move.isOverbooking = number % 3 == 0
                    let there = move
                    tasks.append { _ = try await world.move(booking, there, as: .business) }
                    if number > 3 { tasks.append { _ = try await world.cancel(booking, as: .business) } }
                }
                for number in 0..<12 {
                    let ask = world.ask(number % 2 == 0 ? one : two)
                    let wish = number % 4 == 0 ? ask.beyond : ask
                    tasks.append { _ = try await world.place(wish, "r\(round)c\(number)@example.com") }
                }
                tasks.append { try await world.change(one, ["max_capacity": .number(3 + round)]) }
                tasks.append { try await world.change(two, ["max_capacity": .number(6 - round)]) }
                let crowd = await Crowd.atOnce(tasks.shuffled())
                #expect(crowd.faults == [], "\(crowd)")
                #expect(try await world.faults() == [])
            }
        }
    }
}
