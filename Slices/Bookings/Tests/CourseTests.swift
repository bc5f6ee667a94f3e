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

/// Sessions of courses: which are opened, and who teaches them.
@Suite struct CourseTests {
    @Test(arguments: TestEngine.available)
    func `what is opened twice is there once, and what is left out says why`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let ana = try await world.resource("Ana")
            let course = try await world.course(needs: [[ana]])
            let lesson = try await world.offering(needs: [[ana]])
            _ = try await world.place(lesson, World.tuesday(11))
            let starts = [World.monday - .hours(1), World.tuesday(10), World.tuesday(11), World.tuesday(12)]
            let first = try await world.open(course, starts)
            #expect(first.made.count == 2)
            #expect(first.leftOut.map(\.reason) == ["past", "slot_taken"])
            let before = try await world.rows()
            let again = try await world.open(course, starts)
            #expect(again.made == [] && again.leftOut.map(\.reason) == ["past", "exists", "slot_taken", "exists"])
            #expect(try await world.rows().differences(from: before) == [])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is generated twice is there once, within the hours`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course(needs: [[world.resource("Ana")]])
            let fields = Fields([
                "start_date": "2026-11-24", "end_date": "2026-11-27", "slot_duration": 50, "gap_minutes": 10,
            ])
            let times = try await world.house.store.read { db in
                try world.bookings.scheduling.grid(fields, world.book(in: db), course)
            }
            // Five in a morning and four in an afternoon, but none on Friday's.
            #expect(times.count == 4 * 5 + 3 * 4)
            for made in [32, 0] {
                let opened = try await world.house.store.write { db in
                    try world.bookings.scheduling.open(
                        Timetable(
                            offering: course, times: times, capacity: 8, resources: [], keepsHours: true,
                            look: SessionLook()), world.book(in: db), by: world.origin, in: db)
                }
                #expect(opened.made.count == made && opened.leftOut.count == 32 - made)
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: ["2026-10-20", "2027-03-20"])
    func `a class at four stays at four when the clocks change`(_ first: String) async throws {
        try await World.with(.sqlite) { world in
            let course = try await world.course()
            let until = try #require(LocalDate(first)).adding(days: 14).description
            let fields = Fields([
                "start_date": .string(first), "start_time": "16:00", "until": .string(until), "weekdays": [2, 6, 7],
            ])
            let (times, zone) = try await world.house.store.read { db in
                let book = try world.book(in: db)
                return (try world.bookings.scheduling.series(fields, book, course), book.zone)
            }
            #expect(times.count == 6 + (first == "2026-10-20" ? 1 : 1))
            #expect(Set(times.map { zone.local($0.from).time.description }) == ["16:00"])
            #expect(Set(times.map { zone.local($0.to).time.description }) == ["17:00"])
            let hours = Set(times.map { ($0.from.milliseconds / 3_600_000) % 24 })
            #expect(hours == [14, 15])
        }
    }

    @Test(arguments: [("2027-03-28", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
    func `a day on which clocks change has room for as many hours as it has`(_ date: String, _ count: Int) async throws
    {
        try await World.with(.sqlite) { world in
            let course = try await world.course()
            let range = try #require(OpenRange(opens: 0, closes: 1_440))
            let times = try await world.house.store.write { db in
                try world.bookings.scheduling.setHours(
                    world.member, Weekday.allCases.map { HoursLine(weekday: $0, range: range) }, by: world.origin,
                    in: db)
                let fields = Fields(["start_date": .string(date), "end_date": .string(date)])
                return try world.bookings.scheduling.grid(fields, world.book(in: db), course)
            }
            #expect(times.count == count)
            for (one, next) in zip(times, times.dropFirst()) { #expect(one.to == next.from) }
        }
    }

    @Test func `around the clock, each date has its own sessions`() async throws {
        try await World.with(.sqlite) { world in
            let course = try await world.course()
            let range = try #require(OpenRange(opens: 9 * 60, closes: 33 * 60))
            let times = try await world.house.store.write { db in
                try world.bookings.scheduling.setHours(
                    world.member, Weekday.allCases.map { HoursLine(weekday: $0, range: range) }, by: world.origin,
                    in: db)
                let fields = Fields(["start_date": "2026-12-01", "end_date": "2026-12-02"])
                return try world.bookings.scheduling.grid(fields, world.book(in: db), course)
            }
            #expect(times.count == 48)
            #expect(times.first?.from == Instant(rfc3339: "2026-12-01T08:00:00Z"))
        }
    }

    @Test(arguments: TestEngine.available)
    func `a teacher gives a class or a lesson, whichever came first`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let ana = try await world.resource("Ana")
            let course = try await world.course(needs: [[ana]])
            let lesson = try await world.offering(needs: [[ana]], ["step_minutes": 30])
            let session = try await world.session(course, World.tuesday(10))
            for minute in [-30, 0, 30] {
                let start = World.tuesday(10, minute)
                try await world.refusedUnchanged("slot_taken") { try await world.place(lesson, start) }
                try await world.refusedUnchanged("slot_taken") {
                    try await world.place(lesson, start, byStaff: true)
                }
            }
            _ = try await world.place(lesson, World.tuesday(11))
            let opened = try await world.open(course, [World.tuesday(11), World.tuesday(10, 30)])
            #expect(opened.made == [] && Set(opened.leftOut.map(\.reason)) == ["slot_taken"])
            // A full class is no more of her than an empty one.
            for number in 0..<8 { _ = try await world.seat(session, "c\(number)@example.com") }
            #expect(try await world.faults() == [])
            try await world.remove(session, .cancel(reason: nil))
            _ = try await world.place(lesson, World.tuesday(10))
            #expect(try await world.faults() == [])
        }
    }
}
