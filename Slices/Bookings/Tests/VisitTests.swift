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

/// Several things in one visit: what is shown is what a basket is given (D13, Q10).
@Suite struct VisitTests {
    /// Ends a transaction without a trace.
    private struct Undo: Error {}

    /// Every way of putting the parts one after the other from `start`, the tightest first.
    private static func ways(_ offerings: [Offering], _ start: Instant, _ book: Book) -> [[Instant]] {
        guard let first = offerings.first else { return [[]] }
        let rest = Array(offerings.dropFirst())
        guard let second = rest.first else { return [[start]] }
        return book.pauses(after: first, before: second).flatMap { pause in
            ways(rest, start + first.duration + pause, book).map { [start] + $0 }
        }
    }

    /// The starts of the parts that a basket is given first, by trying; nil when none is.
    private static func given(_ world: World, _ offerings: [Offering], _ start: Instant, in db: Transaction) throws
        -> [Instant]?
    {
        let book = try world.book(in: db)
        return try ways(offerings, start, book).first { way in
            let requests = try zip(offerings, way).map { try world.request(Ask($0.id, start: $1)) }
            do {
                return try db.savepoint {
                    _ = try world.bookings.placeBasket(requests, book, by: world.origin, in: db)
                    throw Undo()
                }
            } catch is Undo {
                return true
            } catch let problem as Problem where problem.status == 409 {
                return false
            }
        }
    }

    private func shown(_ world: World, _ offerings: [Offering], in db: Snapshot) throws -> [Instant: [Instant]] {
        let book = try world.book(in: db)
        let date = book.zone.local(World.tuesday()).date
        let free = try world.bookings.scheduling.freeVisits(
            book, offerings.map { VisitPart($0, Wish($0)) }, from: date, through: date, in: book.zone, db)
        #expect(Set(free.times.slots.map(\.start)) == Set(free.parts.keys))
        return free.parts.mapValues { $0.map(\.from) }
    }

    /// Offerings of all sorts on three people and a room, with a morning of bookings.
    private func offerings(_ world: World, _ random: inout SplitMix64, hasLocations: Bool) async throws -> [Offering] {
        var people: [ResourceID] = []
        for name in ["Ana", "Ben", "Carla"] {
            people.append(try await world.resource(name, capacity: Int.random(in: 1...2, using: &random)))
        }
        let room = try await world.resource("Room", .room, capacity: 2)
        if hasLocations {
            let (retiro, sol) = (try await world.location("Retiro"), try await world.location("Sol"))
            try await world.put(people[0], at: retiro)
            try await world.put(people[1], at: sol)
            try await world.put(people[2], at: Bool.random(using: &random) ? nil : sol)
            try await world.put(room, at: Bool.random(using: &random) ? nil : retiro)
        }
        var offerings: [Offering] = []
        for number in 0..<4 {
            let some = people.filter { _ in Bool.random(using: &random) }
            let group = some.isEmpty ? [people[number % 3]] : some
            let needs = number == 0 ? [group, people] : number == 1 ? [group, [room]] : [group]
            let more: [String: JSON] = [
                "name": .string("Part \(number)"),
                "step_minutes": .number([10, 20, 30].randomElement(using: &random) ?? 10),
                "duration_minutes": .number([20, 40, 60].randomElement(using: &random) ?? 20),
                "buffer_time_minutes": .number([0, 10, 20].randomElement(using: &random) ?? 0),
                "buffer_before_minutes": .number([0, 0, 10].randomElement(using: &random) ?? 0),
                "assignment": Bool.random(using: &random) ? "in_turn" : "fewest",
            ]
            offerings.append(try await world.offering(needs: needs, more))
        }
        for number in 0..<10 {
            let start = World.tuesday(9, 10 * Int.random(in: -6...60, using: &random))
            let offering = offerings[number % 4]
            _ = try? await world.place(offering, start, "c\(number)@example.com", byStaff: number % 2 == 0)
        }
        return offerings
    }

    @Test(arguments: TestEngine.available)
    func `a visit is shown where a basket of it is given, and nowhere else`(_ engine: TestEngine) async throws {
        var (asked, found, wrong) = (0, 0, 0)
        for seed: UInt64 in 1...10 {
            try await World.with(engine) { world in
                var random = SplitMix64(seed: seed)
                let all = try await offerings(world, &random, hasLocations: seed > 6)
                let visits = [[0, 1], [1, 0], [2, 3, 1], [3, 3], [0, 2, 3, 1]].map { $0.map { all[$0] } }
                let before = try await world.rows()
                let counts = try await Self.compare(world, visits) { try shown(world, $0, in: $1) }
                (asked, found, wrong) = (asked + counts.asked, found + counts.found, wrong + counts.wrong)
                #expect(try await world.rows().differences(from: before) == [])
            }
        }
        #expect(wrong == 0 && found > 100 && found < asked)
        print("D13 \(engine): \(asked) visits tried, \(found) given, \(wrong) shown otherwise")
    }

    private struct Counted: Error {
        var (asked, found, wrong) = (0, 0, 0)
    }

    private static func compare(
        _ world: World, _ visits: [[Offering]],
        _ shown: @escaping @Sendable ([Offering], Snapshot) throws -> [Instant: [Instant]]
    ) async throws -> Counted {
        do {
            try await world.house.store.write { db -> Void in
                var counts = Counted()
                for visit in visits {
                    let shown = try shown(visit, db)
                    for minute in stride(from: -60, to: 720, by: 10) {
                        let start = World.tuesday(9, minute)
                        let given = try given(world, visit, start, in: db)
                        counts.asked += 1
                        if given != nil { counts.found += 1 }
                        if given != shown[start] { counts.wrong += 1 }
                    }
                }
                throw counts
            }
            return Counted()
        } catch let counts as Counted { return counts }
    }

    @Test func `what no visit can be is refused by name`() async throws {
        try await World.with(.sqlite) { world in
            let cut = try await world.offering(needs: [[world.resource("Ana")]])
            let course = try await world.course()
            let path = "/api/v1/public/\(world.slug)/basket/availability"
            let dates = "start_date=2026-11-24&end_date=2026-11-25"
            let many = Array(repeating: "offering_id=\(cut.id)", count: 6).joined(separator: "&")
            for (query, status) in [
                (dates, 422), ("\(dates)&offering_id=", 422), ("\(dates)&offering_id=off_1", 422),
                ("\(dates)&offering_id=\(course.id)", 422), ("\(dates)&\(many)", 422), ("\(dates)&offering_id=x", 422),
                ("offering_id=\(cut.id)", 422), ("\(dates)&offering_id=\(cut.id)&tz=Mars%2FBase", 422),
                ("\(dates)&offering_id=\(cut.id)&resource_id=res_1", 422),
                ("\(dates)&offering_id=\(cut.id)&offering_id=%00", 400), ("\(dates)&offering_id=\(cut.id)&x=1", 422),
                ("start_date=2026-11-25&end_date=2026-11-24&offering_id=\(cut.id)", 422),
                ("start_date=2026-11-24&end_date=2026-12-08&offering_id=\(cut.id)", 422),
                ("start_date=2026-11-24&end_date=2026-12-07&offering_id=\(cut.id)", 200),
            ] {
                let answer = await world.get("\(path)?\(query)")
                #expect(answer.status == status, "\(query)")
            }
            let one = await world.get("\(path)?\(dates)&offering_id=\(cut.id)")
            #expect(one.status == 200 && one.json?["2026-11-24"]?.array?.count == 9)
            let nobody = await world.get("/api/v1/public/nobody/basket/availability?\(dates)&offering_id=\(cut.id)")
            #expect(nobody.status == 404)
        }
    }
}
