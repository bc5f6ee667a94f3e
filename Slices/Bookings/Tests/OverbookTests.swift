import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import TestSupport
import TestWorld
import Testing
import Timekeeping
import Web

@testable import Bookings

/// Owners and managers book beyond capacity where they say so; everybody else meets a time that is taken.
@Suite struct OverbookTests {
    @Test(arguments: TestEngine.available)
    func `a taken time is given once more, marked, and given back exactly`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let first = try await world.place(lesson, World.tuesday())
            let extra = try await world.place(Ask(lesson.id, start: World.tuesday()).beyond, "ben@example.com")
            #expect(extra.status == .confirmed)
            #expect(try await world.overbooked() == 1)
            #expect(try await world.history(first) == ["booking.confirmed"])
            #expect(try await world.history(extra) == ["booking.confirmed", "booking.overbooked"])
            let exceeded = try await world.exceeded(extra)
            #expect(exceeded == [[1, 2]])
            #expect(try await world.faults() == [])
            let notes = try await world.notes()
            #expect(notes.count == 1 && notes.first?.contains("\(extra.id) has 1 of Ana overbooked") == true)
            func isFull(_ email: String) async throws {
                try await world.refusedUnchanged("slot_taken") {
                    try await world.place(lesson, World.tuesday(), email)
                }
                try await world.refusedUnchanged("slot_taken") {
                    try await world.place(lesson, World.tuesday(), email, byStaff: true)
                }
                #expect(try await !world.starts(lesson, at: nil).contains(World.tuesday()))
            }
            try await isFull("cai@example.com")
            // One of the two is one too many no more, and still the place is taken.
            _ = try await world.cancel(first)
            try await isFull("cai@example.com")
            _ = try await world.cancel(extra)
            #expect(try await world.overbooked() == 0)
            _ = try await world.place(lesson, World.tuesday(), "cai@example.com")
            #expect(try await world.notes() == [])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is free comes first, and only what is exceeded is marked`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let (blue, green) = (try await world.resource("Blue", .room), try await world.resource("Green", .room))
            let pair = try await world.offering(needs: [[ana, ben], [blue, green]])
            _ = try await world.place(world.offering(needs: [[ana]]), World.tuesday())
            _ = try await world.place(world.offering(needs: [[blue]]), World.tuesday(), "blue@example.com")
            let ask = Ask(pair.id, start: World.tuesday()).beyond
            let free = try await world.place(ask, "free@example.com")
            #expect(try await world.names(free) == ["Ben", "Green"])
            #expect(try await world.history(free) == ["booking.confirmed"])
            #expect(try await world.overbooked() == 0)
            _ = try await world.cancel(free)
            _ = try await world.place(world.offering(needs: [[ben]]), World.tuesday(), "ben@example.com")
            let extra = try await world.place(ask, "extra@example.com")
            let names = try await world.names(extra)
            #expect(names.count == 2 && names.contains("Green"))
            #expect(try await world.overbooked(extra) == 1)
            #expect(try await world.exceeded(extra) == [[1, 2]])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client who says so is not heard, and nobody passes over what is no matter of capacity`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let (session, other) = (
                try await world.session(world.course(), capacity: 1), try await world.session(world.course())
            )
            let first = try await world.place(lesson, World.tuesday())
            let moving = try await world.place(lesson, World.tuesday(10))
            _ = try await world.seat(session, "a@example.com")
            var bold = Ask(lesson.id, start: World.tuesday())
            bold.isOverbooking = true
            var seat = world.ask(session)
            seat.isOverbooking = true
            for ask in [bold, seat] {
                try await world.refusedUnchanged("slot_taken") { try await world.place(ask, "x@example.com") }
            }
            var move = Move(start: first.start)
            move.isOverbooking = true
            let there = move
            try await world.refusedUnchanged("slot_taken") { try await world.move(moving, there) }
            let idle = try await world.offering(needs: [])
            try await world.refusedUnchanged("slot_unavailable") {
                try await world.place(Ask(idle.id, start: World.tuesday()).beyond)
            }
            try await world.remove(other)
            try await world.refusedUnchanged("slot_unavailable") { try await world.place(world.ask(other).beyond) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `seats beyond the session's take their places from all that come after`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course()
            let session = try await world.session(course, capacity: 2)
            let pair = try await world.seat(session, "pair@example.com", party: 2)
            let three = try await world.place(world.ask(session, party: 3).beyond, "three@example.com")
            #expect(try await world.exceeded(three) == [[2, 5]])
            let full = try await world.session(session.id).seats
            #expect(full.claimed == 5 && full.left == 0)
            let json = try await world.house.store.read { db in
                let book = try world.book(in: db)
                return [false, true].map { full in
                    (try? db.session(session.id))?.json(book, at: db.now, isPublic: full)["booked_count"]?.integer
                }
            }
            #expect(json == [5, 2], "strangers are not told")
            #expect(try await world.faults() == [])
            #expect(try await world.notes().count == 1)
            _ = try await world.cancel(pair)
            try await world.refusedUnchanged("slot_taken") { try await world.seat(session, "x@example.com") }
            try await world.refusedUnchanged("capacity_claimed") {
                try await world.change(session, ["max_capacity": 1])
            }
            #expect(try await world.change(session, ["max_capacity": 4]).seats.left == 1)
            _ = try await world.seat(session, "one@example.com")
            try await world.refusedUnchanged("capacity_claimed") {
                try await world.change(session, ["max_capacity": 3])
            }
            _ = try await world.cancel(three)
            #expect(try await world.seats(session) == 1)
            #expect(try await world.change(session, ["max_capacity": 1]).seats.left == 0)
            #expect(try await world.number("SELECT CAST(SUM(overbooked) AS BIGINT) FROM resources") == 0)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a move beyond capacity is marked, and one to a free place takes the mark away`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let hers = try await world.offering(needs: [[ana]])
            let either = try await world.offering(needs: [[ana, ben]])
            _ = try await world.place(hers, World.tuesday())
            var wish = Ask(either.id, start: World.tuesday(11))
            (wish.isByStaff, wish.resources) = (true, [ana])
            let moving = try await world.place(wish, "m@example.com")
            #expect(try await world.names(moving) == ["Ana"])
            func go(_ hour: Int, _ resources: [ResourceID]? = nil, beyond: Bool) async throws -> Booking {
                var move = Move(start: World.tuesday(hour), resources: resources)
                move.isOverbooking = beyond
                return try await world.move(moving, move, as: .business)
            }
            // Ana is taken at nine: Ben does it rather than two with Ana.
            _ = try await go(9, beyond: true)
            #expect(try await world.names(moving) == ["Ben"])
            #expect(try await world.overbooked() == 0)
            try await world.refusedUnchanged("slot_taken") { try await go(9, [ana], beyond: false) }
            _ = try await go(9, [ana], beyond: true)
            #expect(try await world.overbooked(moving) == 1)
            #expect(try await world.history(moving).suffix(2) == ["booking.rescheduled", "booking.overbooked"])
            #expect(try await world.claims(moving) == 1)
            _ = try await go(12, beyond: false)
            #expect(try await world.overbooked() == 0)
            #expect(try await world.history(moving).last == "booking.rescheduled")

            let course = try await world.course()
            let (one, two) = (
                try await world.session(course, capacity: 1),
                try await world.session(course, World.tuesday(10), capacity: 1)
            )
            _ = try await world.seat(one, "one@example.com")
            let seated = try await world.seat(two, "two@example.com")
            try await world.refusedUnchanged("slot_taken") {
                try await world.move(seated, Move(session: one.id), as: .business)
            }
            var there = Move(session: one.id)
            there.isOverbooking = true
            _ = try await world.move(seated, there, as: .business)
            #expect(try await world.exceeded(seated) == [[1, 2]])
            #expect(try await world.seats(two) == 0)
            #expect(try await world.faults() == [])
            _ = try await world.move(seated, Move(session: two.id), as: .business)
            #expect(try await world.seats(one) == 1)
            #expect(try await world.overbooked() == 0)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `of a series and a basket only what has no room is beyond it`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let (hers, his) = (try await world.offering(needs: [[ana]]), try await world.offering(needs: [[ben]]))
            let daily = try #require(Recurrence(weekdays: [.tuesday, .wednesday, .thursday], end: .count(3)))
            _ = try await world.place(hers, World.tuesday() + .days(1))
            let ask = Ask(hers.id, start: World.tuesday()).beyond
            let series = try await world.series(ask, daily, "series@example.com")
            #expect(series.bookings.count == 3 && series.skipped.isEmpty)
            #expect(try await world.overbooked() == 1)
            #expect(try await world.overbooked(series.bookings[1]) == 1)
            let session = try await world.session(world.course(), World.tuesday(16), capacity: 1)
            _ = try await world.seat(session, "seat@example.com")
            let asks = [ask, Ask(his.id, start: World.tuesday()).beyond, world.ask(session).beyond]
            let basket = try await world.basket(asks, "basket@example.com")
            var marks: [Int] = []
            for booking in basket { marks.append(try await world.overbooked(booking)) }
            #expect(marks == [1, 0, 1])
            #expect(try await world.faults() == [])
            try await world.remove(session, .cancel(reason: nil))
            #expect(try await world.seats(session) == 0)
            #expect(try await world.overbooked() == 2)
            #expect(try await world.faults() == [])
        }
    }
}

extension Ask {
    /// As an owner asks who has been told that there is no room.
    var beyond: Ask {
        var ask = self
        (ask.isByStaff, ask.isOverbooking) = (true, true)
        return ask
    }
}

extension World {
    /// Claims in force that are marked, of one booking or of all.
    func overbooked(_ booking: Booking? = nil) async throws -> Int {
        let only: SQL = booking.map { " AND booking_id = \($0.id)" } ?? ""
        return try await number("SELECT COUNT(*) FROM claims WHERE released_at IS NULL AND is_overbooked = 1\(only)")
    }

    /// What the record says was exceeded by the booking: each capacity, and what was claimed then.
    func exceeded(_ booking: Booking) async throws -> [[Int64]] {
        let event = try await house.store.read { db in
            try db.history(business: business.rawValue, of: booking.id.description).last {
                $0.action == "booking.overbooked"
            }
        }
        return (event?.details["exceeded"]?.array ?? []).map {
            [$0["capacity"]?.integer ?? -1, $0["claimed"]?.integer ?? -1]
        }
    }

    /// What `daybook verify` would list without calling it a fault.
    func notes() async throws -> [String] {
        try await house.store.read { db in try bookings.scheduling.proofs.flatMap { try $0.notes(db) } }
    }
}
