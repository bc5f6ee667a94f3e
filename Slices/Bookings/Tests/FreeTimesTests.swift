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

/// What is shown free is given; what is refused is explained (Q10).
@Suite struct FreeTimesTests {
    /// Ends a transaction without a trace.
    private struct Undo: Error { let problem: Problem? }

    private struct Asked: Sendable {
        let isShown: Bool
        let problem: Problem?
        let reasons: [String]
    }

    /// What is shown, decided and explained of one start, in one transaction that leaves nothing behind.
    private func ask(_ world: World, _ offering: Offering, _ start: Instant) async throws -> Asked {
        let (shown, reasons) = try await world.house.store.read { db in
            let book = try world.book(in: db)
            let date = book.zone.local(start).date
            let free = try world.bookings.scheduling.freeTimes(
                book, offering, Wish(offering), from: date, through: date, in: book.zone, db)
            let explanation = try world.bookings.scheduling.explain(
                book, offering, Wish(offering), start: start, in: db)
            return (free.slots.contains { $0.start == start }, explanation.reasons.map(\.code))
        }
        do {
            try await world.house.store.write { db -> Void in
                do {
                    let book = try world.book(in: db)
                    let order = try Order(Ask(offering.id, start: start), book, isComplete: false, in: db)
                    _ = try world.bookings.hold(order, book, by: world.origin, in: db)
                    throw Undo(problem: nil)
                } catch let problem as Problem { throw Undo(problem: problem) }
            }
            return Asked(isShown: shown, problem: nil, reasons: reasons)
        } catch let undo as Undo {
            return Asked(isShown: shown, problem: undo.problem, reasons: reasons)
        }
    }

    @Test(arguments: TestEngine.available)
    func `for every minute of a busy day, list, decision and explanation agree`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let pool = try await world.resource("Pool", .room, capacity: 2)
            let busy = try await world.offering(
                needs: [[ana, ben], [pool]], ["step_minutes": 15, "duration_minutes": 45, "buffer_time_minutes": 20])
            let lone = try await world.offering(needs: [[ana]], ["step_minutes": 30, "buffer_before_minutes": 10])
            for (number, minutes) in [0, 60, 105, 200, 205, 435, 500].enumerated() {
                let which = number % 3 == 2 ? lone : busy
                _ = try? await world.place(which, World.tuesday(9, minutes), "c\(number)@example.com", byStaff: true)
            }
            #expect(try await world.count(.confirmed) > 4)
            let before = try await world.rows()
            var (asked, shown, unexplained) = (0, 0, 0)
            for offering in [busy, lone] {
                for minute in stride(from: -120, to: 780, by: 5) {
                    let answer = try await ask(world, offering, World.tuesday(9, minute))
                    asked += 1
                    if answer.isShown { shown += 1 }
                    let isGiven = answer.problem == nil
                    if answer.isShown != isGiven || isGiven != answer.reasons.isEmpty { unexplained += 1 }
                    if let problem = answer.problem {
                        let named = problem.details.first?.value.array?.compactMap(\.string) ?? []
                        if problem.code == "slot_unavailable", !named.allSatisfy(answer.reasons.contains) {
                            unexplained += 1
                        }
                        if problem.code == "slot_taken", !answer.reasons.contains("none_free") { unexplained += 1 }
                    }
                }
            }
            #expect(unexplained == 0 && shown > 10 && shown < asked)
            #expect(try await world.rows().differences(from: before) == [])
            print("Q10 \(engine): \(asked) starts asked for, \(shown) shown free, unexplained \(unexplained)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is remembered changes at once with settings, hours, people and bookings`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let ana = try await world.resource("Ana")
            let lesson = try await world.offering(needs: [[ana]])
            let catalogue = world.bookings.catalogue
            func starts() async throws -> [Int] {
                let address = "/api/v1/public/\(world.slug)/availability"
                let query = "offering_id=\(lesson.id)&start_date=2026-11-24&end_date=2026-11-24"
                var answers: [Answer] = []
                for _ in 0..<2 { answers.append(await availability(world, address, query)) }
                #expect(answers[0].text == answers[1].text)
                let slots = answers[1].json?["2026-11-24"]?.array ?? []
                return slots.compactMap { $0["start_time"]?.string.flatMap { Int($0.prefix(2)) } }
            }
            let all = [9, 10, 11, 12, 13, 16, 17, 18, 19]
            #expect(try await starts() == all)
            let booking = try await world.place(lesson, World.tuesday(10))
            #expect(try await starts() == [9, 11, 12, 13, 16, 17, 18, 19])
            _ = try await world.cancel(booking)
            #expect(try await starts() == all)
            try await world.settings(["min_advance_booking_hours": 28])
            #expect(try await starts() == [11, 12, 13, 16, 17, 18, 19])
            try await world.settings(["min_advance_booking_hours": 2, "is_active": false])
            #expect(try await starts() == [])
            try await world.settings(["is_active": true])
            try await world.house.store.write { db in
                let closed = ScheduleException(
                    from: try #require(LocalDate("2026-11-24")), through: try #require(LocalDate("2026-11-24")),
                    kind: .closed(reason: .holiday))
                try world.bookings.scheduling.setExceptions(
                    world.member, [StoredException(id: db.newID(), resource: ana, exception: closed)], by: world.origin,
                    in: db)
            }
            #expect(try await starts() == [])
            try await world.house.store.write { db in
                try world.bookings.scheduling.setExceptions(world.member, [], by: world.origin, in: db)
            }
            #expect(try await starts() == all)
            try await world.house.store.write { db in
                _ = try catalogue.updateResource(
                    world.member, ana, Fields(["is_active": false]), by: world.origin, in: db)
            }
            #expect(try await starts() == [])
            try await world.house.store.write { db in
                _ = try catalogue.updateResource(
                    world.member, ana, Fields(["is_active": true]), by: world.origin, in: db)
                _ = try catalogue.updateOffering(
                    world.member, lesson.id, Fields(["step_minutes": 120]), by: world.origin, in: db)
            }
            #expect(try await starts() == [9, 11, 13, 16, 18])
            world.clock.set(World.tuesday(9))
            #expect(try await starts() == [11, 13, 16, 18])
        }
    }

    private func availability(_ world: World, _ path: String, _ query: String) async -> Answer {
        await world.site.answer(Incoming(.get, path, query: query))
    }

    @Test(arguments: TestEngine.available)
    func `a change that comes to nothing is not remembered`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            struct Regret: Error {}
            await #expect(throws: Regret.self) {
                try await world.house.store.write { db -> Void in
                    _ = try world.bookings.catalogue.updateSettings(
                        world.member, Fields(["is_active": false]), by: world.origin, in: db)
                    #expect(try world.book(in: db).settings.isActive == false)
                    throw Regret()
                }
            }
            #expect(try await world.place(lesson, World.tuesday()).status == .confirmed)
        }
    }
}
