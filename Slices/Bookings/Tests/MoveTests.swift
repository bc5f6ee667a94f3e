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

/// John wants another time.
@Suite struct MoveTests {
    @Test(arguments: TestEngine.available)
    func `a booking moves into its own time, and everything of it moves along`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(
                needs: [[world.resource("Ana")]], ["step_minutes": 15, "no_show_minutes": 20])
            let booking = try await world.place(lesson, World.tuesday())
            let moved = try await world.move(booking, Move(start: World.tuesday(9, 15)))
            #expect(moved.start == World.tuesday(9, 15) && moved.end == World.tuesday(10, 15))
            #expect(moved.sequence == booking.sequence + 1 && moved.price == booking.price)
            #expect(try await world.claims(booking) == 1)
            func due(_ kind: String) async throws -> Int {
                try await world.number("SELECT CAST(COALESCE(SUM(due_at), 0) AS BIGINT) FROM jobs WHERE kind = \(kind)")
            }
            #expect(try await due("Bookings.complete") == Int(moved.end.milliseconds))
            #expect(try await due("Bookings.noShow") == Int((moved.start + .minutes(20)).milliseconds))
            #expect(try await world.history(booking) == ["booking.confirmed", "booking.rescheduled"])
            _ = try await world.place(lesson, World.tuesday(10, 15), "ben@example.com")
            try await world.refusedUnchanged("slot_taken") {
                try await world.move(booking, Move(start: World.tuesday(9, 30)))
            }
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a move to where it is changes nothing, and one to nowhere is refused`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let booking = try await world.place(lesson, World.tuesday())
            let session = try await world.session(world.course())
            let seat = try await world.seat(session, "ben@example.com")
            let before = try await world.rows()
            #expect(try await world.move(booking, Move(start: booking.start)).sequence == 0)
            #expect(try await world.move(seat, Move(session: session.id)).sequence == 0)
            #expect(try await world.rows().differences(from: before) == [])
            for (one, move) in [
                (booking, Move()), (booking, Move(session: session.id)), (seat, Move()),
                (seat, Move(start: World.tuesday(10))), (seat, Move(session: session.id, minutes: 90)),
                (seat, Move(session: SessionID(rawValue: 7))),
            ] {
                try await world.refusedUnchanged("invalid_input") { try await world.move(one, move, as: .business) }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a move keeps the person, or finds another where there was no choice`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (ana, ben) = (try await world.resource("Ana"), try await world.resource("Ben"))
            let open = try await world.offering(needs: [[ana, ben]])
            let chosen = try await world.offering(needs: [[ana, ben]], ["lets_choose": true])
            var ask = Ask(chosen.id, start: World.tuesday(9))
            ask.resources = [ben]
            let picked = try await world.place(ask)
            let given = try await world.place(open, World.tuesday(9), "ben@example.com")
            #expect(try await world.names(picked) == ["Ben"])
            #expect(try await world.names(given) == ["Ana"])
            // Ben has had the fewest by now, and still Ana stays.
            let later = try await world.move(given, Move(start: World.tuesday(11)))
            #expect(try await world.names(later) == ["Ana"])
            // At twelve Ana is taken: what nobody chose goes to Ben, what was chosen stays with him or nobody.
            ask.resources = [ana]
            ask.start = World.tuesday(12)
            _ = try await world.place(ask, "carla@example.com")
            let elsewhere = try await world.move(given, Move(start: World.tuesday(12)))
            #expect(try await world.names(elsewhere) == ["Ben"])
            try await world.refusedUnchanged("slot_taken") {
                try await world.move(picked, Move(start: World.tuesday(12)))
            }
            let byHand = try await world.move(picked, Move(start: picked.start, resources: [ana]), as: .business)
            #expect(try await world.names(byHand) == ["Ana"])
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client can move until the notice, staff whenever it is alive`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            try await world.settings(["reschedule_notice_hours": 5])
            let booking = try await world.place(lesson, World.tuesday(12))
            world.clock.set(booking.start - .hours(5))
            let kept = try await world.move(booking, Move(start: World.tuesday(13)))
            world.clock.set(kept.start - .hours(5) + .milliseconds(1))
            try await world.refusedUnchanged("reschedule_too_late") {
                try await world.move(booking, Move(start: World.tuesday(16)))
            }
            world.clock.set(kept.start)
            try await world.refusedUnchanged("booking_started") {
                try await world.move(booking, Move(start: World.tuesday(18)))
            }
            let late = try await world.move(booking, Move(start: World.tuesday(21), minutes: 90), as: .business)
            #expect(late.minutes == 90)
            _ = try await world.cancel(booking, as: .business)
            try await world.refusedUnchanged("not_movable") {
                try await world.move(booking, Move(start: World.tuesday(10)), as: .business)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a seat moves to another session of its course, or stays`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course()
            let (nine, ten) = (
                try await world.session(course, capacity: 2),
                try await world.session(course, World.tuesday(10), capacity: 2)
            )
            let foreign = try await world.session(world.course(), World.tuesday(10))
            let pair = try await world.seat(nine, "pair@example.com", party: 2)
            let single = try await world.seat(ten, "single@example.com")
            try await world.refusedUnchanged("slot_taken") { try await world.move(pair, Move(session: ten.id)) }
            try await world.refusedUnchanged("invalid_input") {
                try await world.move(pair, Move(session: foreign.id))
            }
            _ = try await world.cancel(single)
            let moved = try await world.move(pair, Move(session: ten.id))
            #expect(moved.session == ten.id && moved.start == ten.start && moved.sequence == 1)
            #expect(try await world.seats(nine) == 0)
            #expect(try await world.seats(ten) == 2)
            try await world.change(nine, ["is_bookable": false])
            try await world.refusedUnchanged("slot_unavailable") {
                try await world.move(pair, Move(session: nine.id))
            }
            _ = try await world.move(pair, Move(session: nine.id), as: .business)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a request that moves expires with its new time`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]], ["requires_approval": true])
            let soon = try await world.place(lesson, World.monday + .hours(3))
            #expect(soon.expiresAt == soon.start)
            let later = try await world.move(soon, Move(start: World.tuesday(12)))
            #expect(later.expiresAt == World.monday + .hours(24))
            world.clock.set(soon.start)
            try await world.work()
            #expect(try await world.fresh(soon).status == .pending)
            let back = try await world.move(soon, Move(start: World.monday + .hours(6)))
            #expect(back.expiresAt == back.start)
            world.clock.set(back.start)
            try await world.work()
            #expect(try await world.fresh(soon).status == .expired)
            #expect(try await world.claims() == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `who is entered after the wait has come, and a longer wait is waited for`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]], ["no_show_minutes": 15])
            let absent = try await world.place(lesson, World.tuesday(9))
            world.clock.set(World.tuesday(9, 20))
            try await world.work()
            #expect(try await world.fresh(absent).status == .noShow)
            world.clock.set(World.tuesday(10, 20))
            let walkIn = try await world.place(lesson, World.tuesday(10), "walk-in@example.com", byStaff: true)
            try await world.work()
            #expect(try await world.fresh(walkIn).status == .confirmed)
            #expect(try await world.claims(walkIn) == 1)
            let late = try await world.place(lesson, World.tuesday(16), "late@example.com")
            try await world.house.store.write { db in
                _ = try world.bookings.catalogue.updateOffering(
                    world.member, lesson.id, Fields(["no_show_minutes": 30]), by: world.origin, in: db)
            }
            world.clock.set(World.tuesday(16, 20))
            try await world.work()
            #expect(try await world.fresh(late).status == .confirmed)
            world.clock.set(World.tuesday(16, 30))
            try await world.work()
            #expect(try await world.fresh(late).status == .noShow)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a client keeps the room they chose, or stays where they are`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (small, large) = (try await world.resource("Small", .room), try await world.resource("Large", .room))
            let room = try await world.offering(needs: [[small, large]], ["kind": "room"])
            func ask(_ start: Instant, _ chosen: ResourceID) -> Ask {
                var ask = Ask(room.id, start: start)
                ask.resources = [chosen]
                return ask
            }
            let booking = try await world.place(ask(World.tuesday(9), small))
            _ = try await world.place(ask(World.tuesday(11), small), "ben@example.com")
            for mover in [Canceller.customer, .business] {
                try await world.refusedUnchanged("slot_taken") {
                    try await world.move(booking, Move(start: World.tuesday(11)), as: mover)
                }
            }
            _ = try await world.move(booking, Move(start: World.tuesday(12)))
            #expect(try await world.names(booking) == ["Small"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `what can't be booked any more is no longer moved to by clients`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let booking = try await world.place(lesson, World.tuesday())
            try await world.house.store.write { db in
                _ = try world.bookings.catalogue.updateOffering(
                    world.member, lesson.id, Fields(["is_active": false]), by: world.origin, in: db)
            }
            try await world.refusedUnchanged("booking_off") {
                try await world.move(booking, Move(start: World.tuesday(10)))
            }
            let moved = try await world.move(booking, Move(start: World.tuesday(10)), as: .business)
            #expect(moved.start == World.tuesday(10))
        }
    }

    @Test(arguments: TestEngine.available)
    func `who does not come gives the place back once, who came keeps it`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let course = try await world.course(["no_show_minutes": 15])
            let session = try await world.session(course)
            let (absent, present) = (
                try await world.seat(session, "absent@example.com", party: 2),
                try await world.seat(session, "present@example.com", party: 3)
            )
            world.clock.set(session.start + .minutes(10))
            _ = try await world.advance(present, .checkedIn)
            world.clock.set(session.start + .minutes(15) - .milliseconds(1))
            try await world.work()
            #expect(try await world.seats(session) == 5)
            world.clock.advance(by: .milliseconds(1))
            try await world.work()
            #expect(try await world.seats(session) == 3)
            #expect(try await world.fresh(absent).status == .noShow)
            #expect(try await world.fresh(present).status == .checkedIn)
            try await world.house.store.write { db in
                try world.bookings.missed(absent.id, in: db)
                try world.bookings.missed(present.id, in: db)
            }
            #expect(try await world.seats(session) == 3)
            world.clock.set(session.end)
            try await world.work()
            #expect(try await world.fresh(present).status == .completed)
            #expect(try await world.faults() == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `notes are changed one by one, the owner's by owners only`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let booking = try await world.place(world.offering(needs: [[world.resource("Ana")]]), World.tuesday())
            func note(_ fields: [String: JSON], isOwner: Bool) async throws -> Booking {
                try await world.house.store.write { db in
                    try world.bookings.note(booking.id, Fields(fields), isOwner: isOwner, by: world.origin, in: db)
                }
            }
            _ = try await note(["internal_notes": "Bring fins.", "notes": "My shoulder."], isOwner: false)
            try await world.refusedUnchanged("forbidden") {
                try await note(["owner_notes": "Pays late.", "notes": "No."], isOwner: false)
            }
            let all = try await note(["owner_notes": "Pays late."], isOwner: true)
            #expect(all.notes == "My shoulder." && all.internalNotes == "Bring fins." && all.ownerNotes == "Pays late.")
            let fewer = try await note(["internal_notes": .null], isOwner: false)
            #expect(fewer.internalNotes == nil && fewer.ownerNotes == "Pays late.")
        }
    }
}
