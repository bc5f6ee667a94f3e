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

/// Classes with seats: opened, booked, changed and removed.
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

    @Test(arguments: TestEngine.available)
    func `a party takes its seats, and no more than are left`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course(["max_party": 6])
            let session = try await world.session(course)
            let many = try await world.faultyFields { try await world.seat(session, "x@example.com", party: 7) }
            #expect(many == ["/party out_of_range"])
            let five = try await world.seat(session, "five@example.com", party: 5)
            #expect(five.party == 5 && five.price.minor == 25_000)
            let before = try await world.rows()
            let problem = try await refusal { try await world.seat(session, "four@example.com", party: 4) }
            #expect(problem?.code == "slot_taken")
            #expect(problem?.details.first { $0.name == "available_spots" }?.value.integer == 3)
            #expect(try await world.rows().differences(from: before) == [])
            _ = try await world.seat(session, "three@example.com", party: 3)
            #expect(try await world.seats(session) == 8)
            _ = try await world.cancel(five)
            #expect(try await world.seats(session) == 3)
            try await refused("illegal_transition") { try await world.cancel(five) }
            #expect(try await world.seats(session) == 3)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a capacity below what is booked is refused with who is in the way`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course())
            let booking = try await world.seat(session, "a@example.com", party: 3)
            let before = try await world.rows()
            let problem = try await refusal { try await world.change(session, ["max_capacity": 2]) }
            #expect(problem?.code == "capacity_claimed")
            #expect(problem?.details.first { $0.name == "booked_count" }?.value.integer == 3)
            let named = problem?.details.first { $0.name == "bookings" }?.value.array?.compactMap(\.string)
            #expect(named == [booking.id.description])
            #expect(try await world.rows().differences(from: before) == [])
            #expect(try await world.change(session, ["max_capacity": 3]).seats.left == 0)
            try await refused("slot_taken") { try await world.seat(session, "b@example.com") }
            #expect(try await world.change(session, ["max_capacity": 4]).seats.left == 1)
            _ = try await world.seat(session, "b@example.com")
            #expect(try await world.faults() == [])
        }
    }

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

    @Test(arguments: TestEngine.available)
    func `a class is booked until its deadline, and by staff after`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course(["booking_deadline_hours": 24]), World.tuesday(10))
            world.clock.set(session.start - .hours(24))
            _ = try await world.seat(session, "a@example.com")
            world.clock.advance(by: .milliseconds(1))
            try await world.refusedUnchanged("slot_unavailable") { try await world.seat(session, "b@example.com") }
            var ask = world.ask(session)
            ask.isByStaff = true
            _ = try await world.place(ask, "b@example.com")
            try await world.change(session, ["booking_deadline_hours": 3])
            _ = try await world.seat(session, "c@example.com")
            try await world.change(session, ["is_bookable": false])
            try await world.refusedUnchanged("slot_unavailable") { try await world.seat(session, "d@example.com") }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a held seat is kept for its party and nobody else`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let session = try await world.session(world.course(), capacity: 3)
            let hold = try await world.hold(world.ask(session, party: 3))
            try await refused("slot_taken") { try await world.seat(session, "x@example.com") }
            try await world.refusedUnchanged("hold_lost") {
                try await world.place(world.ask(session, party: 2), hold: hold.token)
            }
            let booking = try await world.place(world.ask(session, party: 3), hold: hold.token)
            #expect(booking.party == 3 && booking.session == session.id)
            #expect(try await world.seats(session) == 3)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `each kind of damage to the ledger is found`(_ engine: TestEngine) async throws {
        let seat: SQL = "(SELECT MIN(id) FROM claims WHERE booking_id <> 0)"
        let damage: [(String, [SQL])] = [
            ("a counter that is too high", ["UPDATE resources SET claimed = claimed + 1 WHERE kind = 'seats'"]),
            ("a seat given back but not counted", ["UPDATE claims SET released_at = 1 WHERE id = \(seat)"]),
            (
                "a seat of a party too small",
                [
                    "UPDATE claims SET units = 1 WHERE id = \(seat)",
                    "UPDATE resources SET claimed = 1 WHERE kind = 'seats' AND claimed = 2",
                ]
            ),
            ("a seat at another time", ["UPDATE claims SET from_at = from_at + 1 WHERE id = \(seat)"]),
            (
                "a booking that says another session",
                [
                    "UPDATE bookings SET session_id = (SELECT MAX(id) FROM course_sessions) WHERE session_id IS NOT NULL"
                ]
            ),
            ("a cancelled booking with seats", ["UPDATE bookings SET status = 'cancelled'"]),
            (
                "a cancelled booking with a claim at another time",
                ["UPDATE bookings SET status = 'cancelled', start_at = start_at - 7200000, end_at = end_at - 7200000"]
            ),
            (
                "a cancelled session with its teacher",
                ["UPDATE course_sessions SET cancelled_at = 1 WHERE id = (SELECT MAX(id) FROM course_sessions)"]
            ),
            (
                "a session without its teacher",
                ["UPDATE claims SET released_at = 1 WHERE id = (SELECT MAX(id) FROM claims WHERE booking_id = 0)"]
            ),
            (
                "a teacher's claim for a session that is not there",
                ["UPDATE claims SET session_id = 5 WHERE id = (SELECT MAX(id) FROM claims WHERE booking_id = 0)"]
            ),
        ]
        for (name, statements) in damage {
            try await World.with(engine) { world in
                let course = try await world.course(needs: [[world.resource("Ana")]])
                world.clock.advance(by: .minutes(1))
                let session = try await world.session(course)
                _ = try await world.session(course, World.tuesday(11))
                world.clock.advance(by: .minutes(1))
                _ = try await world.seat(session, "a@example.com", party: 2)
                #expect(try await world.faults() == [])
                try await world.house.store.write { db in for each in statements { try db.execute(each) } }
                let faults = try await world.faults()
                #expect(faults != [], "\(name)")
            }
        }
    }
}
