import Catalogue
import Customers
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
import Words

@testable import Bookings

/// The links by which a customer and those who come with them get to a booking.
@Suite struct LinkTests {
    func open(_ world: World, _ booking: Booking, _ key: String, to purposes: [LinkPurpose] = [.manage, .view])
        async throws -> OpenedBooking?
    {
        let visit = world.visit()
        do {
            return try await world.house.store.read { db in
                try world.bookings.opened(try db.booking(booking.id), visit, key: key, for: purposes, in: db)
            }
        } catch let problem as Problem where problem == .notFound { return nil }
    }

    func key(_ url: String) -> String { url.split(separator: "/").last.map(String.init) ?? "" }

    /// A lesson for two, booked for Ben and Cai by John.
    func booked(_ world: World) async throws -> (booking: Booking, people: [Participant]) {
        let lesson = try await world.offering(
            needs: [[world.resource("Ana", capacity: 9)]], ["asks_names": true, "max_party": 4])
        var ask = Ask(lesson.id, start: World.tuesday())
        (ask.party, ask.participants) = (2, ["Ben", "Cai"])
        ask.participantEmails = ["Ben@Example.com", ""]
        let wish = ask
        let booking = try await world.house.store.write { db in
            guard let reach = Reach(email: "john@example.com", phone: nil) else { throw Problem.notFound }
            let request = PlaceRequest(wish, client: Client(name: "John", reach: reach), language: .en)
            return try world.bookings.place(request, world.book(in: db), by: world.origin, in: db)
        }
        return (booking, try await world.house.store.read { db in try db.participantList(booking) })
    }

    func view(_ world: World, _ booking: Booking, _ person: Participant) async throws -> String {
        key(try await world.house.store.write { db in try world.bookings.mailedURL(booking, for: person, in: db) })
    }

    func manage(_ world: World, _ booking: Booking) async throws -> String {
        key(try await world.house.store.write { db in try world.bookings.mailedURL(booking, in: db) })
    }

    @Test(arguments: TestEngine.available)
    func `each link opens its one thing, to the end of its days`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            #expect(people.map(\.email) == ["ben@example.com", nil])
            let (manage, view) = (try await manage(world, booking), try await view(world, booking, people[0]))
            #expect(try await open(world, booking, manage)?.purpose == .manage)
            let looking = try await open(world, booking, view)
            #expect(looking?.purpose == .view && looking?.participant == people[0].id)
            #expect(try await open(world, booking, view, to: [.manage]) == nil)
            for wrong in [String(manage.reversed()), "", "my", manage + "0", DeskCode.of(manage), Secret.hash(manage)] {
                #expect(try await open(world, booking, wrong) == nil, "\(wrong)")
            }
            world.clock.set(booking.end + .days(1) - .milliseconds(1))
            #expect(try await open(world, booking, view) != nil)
            world.clock.set(booking.end + .days(1))
            #expect(try await open(world, booking, view) == nil)
            world.clock.set(booking.end + .days(90) - .milliseconds(1))
            #expect(try await open(world, booking, manage) != nil)
            world.clock.set(booking.end + .days(90))
            #expect(try await open(world, booking, manage) == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func `no secret stands in any row, and the link of before links were rows goes on working until it is ended`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let secrets = [try await manage(world, booking), try await view(world, booking, people[0])]
            let all = try await world.house.store.read { db in
                try db.tableNames().flatMap { try db.allRows(ofTable: $0) }.map { "\($0.values)" }.joined()
            }
            for secret in secrets { #expect(!all.contains(secret) && !all.contains(DeskCode.of(secret))) }
            let old = world.bookings.identity.keys.seal("booking|manage|\(booking.id)")
            #expect(try await open(world, booking, old) == nil, "a new booking has none")
            try await world.house.store.write { db in
                try db.execute(
                    """
                    INSERT INTO booking_links (business_id, booking_id, id, purpose, created_at, expires_at)
                    VALUES (\(booking.business), \(booking.id), \(booking.id), 'manage', 0, \(booking.end + .days(90)))
                    """)
            }
            #expect(try await open(world, booking, old)?.purpose == .manage)
            try await world.house.store.write { db in
                try world.bookings.revokeLink(
                    LinkID(rawValue: booking.id.rawValue), of: booking, by: world.origin, in: db)
            }
            #expect(try await open(world, booking, old) == nil)
            #expect(try await open(world, booking, secrets[0]) != nil)
            #expect(try await world.history(booking).last == "booking.link_revoked")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a customer's link opens their whole series, and a participant's none of it`(_ engine: TestEngine) async throws
    {
        try await World.with(engine) { world in
            let lesson = try await world.offering(needs: [[world.resource("Ana")]])
            let weekly = try #require(Recurrence(weekdays: [.tuesday, .wednesday], end: .count(3)))
            let series = try await world.series(Ask(lesson.id, start: World.tuesday()), weekly, skipsTaken: true)
                .bookings
            let alone = try await world.place(lesson, World.tuesday(11))
            let (first, other) = (series[0], series[1])
            let key = try await manage(world, first)
            #expect(try await open(world, other, key)?.booking.id == other.id)
            #expect(try await open(world, alone, key) == nil)
            func vouches(_ key: String, _ booking: Booking) async throws -> Bool {
                try await world.house.store.read { db in
                    try world.bookings.vouches(DeskCode.of(key), for: booking, in: db).isOpen
                }
            }
            let codes = [try await vouches(key, first), try await vouches(key, other), try await vouches(key, alone)]
            #expect(codes == [true, true, false])
            try await world.house.store.write { db in
                try db.insertParticipants(["Ben"], ["ben@example.com"], of: first)
            }
            let ben = try await world.house.store.read { db in try db.participantList(first) }[0]
            let look = try await view(world, first, ben)
            #expect(try await open(world, first, look)?.purpose == .view)
            #expect(try await open(world, other, look) == nil)
            #expect(try await vouches(look, first))
            #expect(try await vouches(look, other) == false)
            world.clock.set(first.end)
            #expect(try await vouches(key, first) == false)
            #expect(try await vouches(key, other), "the first is over, this one not")
        }
    }

    @Test(arguments: TestEngine.available)
    func `a move takes links along, mails carry one link however many they are, and a new one by staff ends it`(
        _ engine: TestEngine
    ) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let first = try await manage(world, booking)
            let look = try await view(world, booking, people[0])
            let moved = try await world.house.store.write { db in
                try world.bookings.reschedule(
                    booking.id, to: Move(start: booking.start + .days(2)), world.book(in: db), as: .business,
                    by: world.origin, in: db)
            }
            world.clock.set(booking.end + .days(2))
            #expect(try await open(world, moved, look) != nil)
            var keys = [first]
            for _ in 0..<120 { keys.append(try await manage(world, moved)) }
            #expect(Set(keys).count == 1)
            #expect(try await open(world, moved, first)?.purpose == .manage)
            #expect(try await open(world, moved, look) != nil, "somebody else's")
            try await world.house.store.write { db in
                try world.bookings.sendLink(moved, to: nil, by: world.origin, in: db)
            }
            for key in keys { #expect(try await open(world, moved, key) == nil) }
            let sent = try await world.house.store.write { db in try world.bookings.awaitedURLs(moved, in: db) }
            #expect(sent.count == 1)
            #expect(try await open(world, moved, key(sent[0].url))?.purpose == .manage)
            #expect(try await manage(world, moved) == key(sent[0].url), "later mails carry the new one")
            let again = try await world.house.store.write { db in try world.bookings.awaitedURLs(moved, in: db).count }
            #expect(again == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a link can't be sent to nobody, to a stranger or without an address`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let byPhone = try await world.place(world.offering(1), World.tuesday(12), nil, phone: "+34600111222")
            let before = try await world.rows()
            for (one, person) in [(booking, people[1].id), (byPhone, people[0].id)] as [(Booking, ParticipantID?)] {
                try await refused("invalid_input") {
                    try await world.house.store.write { db in
                        try world.bookings.sendLink(one, to: person, by: world.origin, in: db)
                    }
                }
            }
            try await refused("invalid_input") {
                try await world.house.store.write { db in
                    try world.bookings.sendLink(byPhone, to: nil, by: world.origin, in: db)
                }
            }
            #expect(try await world.rows().differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `the code for the desk vouches while its link holds, and tells nothing of it`(_ engine: TestEngine)
        async throws
    {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let look = try await view(world, booking, people[0])
            func vouches() async throws -> (isOpen: Bool, who: Participant?) {
                try await world.house.store.read { db in
                    try world.bookings.vouches(DeskCode.of(look), for: booking, in: db)
                }
            }
            let held = try await vouches()
            #expect(held.isOpen && held.who == people[0])
            #expect(try await open(world, booking, DeskCode.of(look), to: LinkPurpose.allCases) == nil)
            try await world.house.store.write { db in
                try world.bookings.sendLink(booking, to: people[0].id, by: world.origin, in: db)
            }
            #expect(try await vouches().isOpen == false)
        }
    }

    @Test(arguments: TestEngine.available)
    func `codes for the desk that were rows of their own go on vouching`(_ engine: TestEngine) async throws {
        try await World.with(engine) { world in
            let (booking, people) = try await booked(world)
            let look = try await view(world, booking, people[0])
            let name = "Bookings 009 a link and its code for the desk in one row"
            let before = Migration(
                "before",
                "ALTER TABLE booking_links ADD COLUMN parent_id BIGINT",
                """
                INSERT INTO booking_links (business_id, booking_id, id, purpose, participant_id, parent_id, secret_hash, is_sealed,
                    created_at, expires_at)
                SELECT business_id, booking_id, -id, 'check_in', participant_id, id, desk_hash, 1, created_at, expires_at
                FROM booking_links
                """,
                "ALTER TABLE booking_links DROP COLUMN desk_hash")
            let store = world.house.store
            try await Migrator(store, World.migrations + [before]).run()
            try await store.write { db in
                try db.execute("DELETE FROM migrations WHERE name IN ('before', \(name))")
            }
            #expect(try await Migrator(store, World.migrations).run() == [name])
            let (isOpen, who) = try await store.read { db in
                #expect(try !db.exists("SELECT 1 FROM booking_links WHERE purpose = 'check_in'"))
                return try world.bookings.vouches(DeskCode.of(look), for: booking, in: db)
            }
            #expect(isOpen && who == people[0])
            #expect(try await open(world, booking, look)?.purpose == .view)
        }
    }
}
