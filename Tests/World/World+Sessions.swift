import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Scheduling
import Storage
import TestSupport
import Testing
import Web
import Words

/// Courses, moves and several bookings at once, asked for as the doors ask.
extension World {
    /// A week and more of what a test can book, without notice to keep.
    package func course(_ more: [String: JSON] = [:], needs: [[ResourceID]] = []) async throws -> Offering {
        try await offering(
            needs: needs, ["kind": "course", "max_party": 10, "booking_deadline_hours": 0].merging(more) { $1 })
    }

    package func open(
        _ course: Offering, _ starts: [Instant], capacity: Int = 8, resources: [ResourceID] = [],
        keepsHours: Bool = false
    ) async throws -> OpenedSessions {
        try await house.store.write { db in
            let table = Timetable(
                offering: course, times: starts.map { Interval(from: $0, lasting: course.duration) },
                capacity: capacity, resources: resources, keepsHours: keepsHours, look: SessionLook())
            return try bookings.scheduling.open(table, book(in: db), by: origin, in: db)
        }
    }

    /// One session of the course.
    package func session(_ course: Offering, _ start: Instant = World.tuesday(), capacity: Int = 8) async throws
        -> Session
    {
        let opened = try await open(course, [start], capacity: capacity)
        return try await session(try #require(opened.made.first))
    }

    package func session(_ id: SessionID) async throws -> Session {
        try #require(try await house.store.read { db in try db.session(id) })
    }

    package func seats(_ session: Session) async throws -> Int { try await self.session(session.id).seats.claimed }

    /// Books what `ask` says for a client with this address.
    package func place(_ ask: Ask, _ email: String = "john@example.com", hold: String? = nil) async throws -> Booking {
        let wish = try request(ask, email, hold: hold)
        let origin = ask.isByStaff ? self.origin : Origin(actor: .guest)
        return try await house.store.write { db in try bookings.place(wish, book(in: db), by: origin, in: db) }
    }

    package func request(_ ask: Ask, _ email: String = "john@example.com", hold: String? = nil) throws -> PlaceRequest {
        let reach = try #require(Reach(email: email, phone: nil))
        var request = PlaceRequest(ask, client: Client(name: "John Doe", reach: reach), language: .en)
        request.holdToken = hold
        return request
    }

    package func ask(_ session: Session, party: Int? = nil) -> Ask {
        var ask = Ask(session.offering, start: session.start)
        (ask.session, ask.party) = (session.id, party)
        return ask
    }

    package func seat(_ session: Session, _ email: String, party: Int? = nil) async throws -> Booking {
        try await place(ask(session, party: party), email)
    }

    package func hold(_ ask: Ask) async throws -> Hold {
        try await house.store.write { db in
            let book = try book(in: db)
            return try bookings.hold(
                Order(ask, book, isComplete: false, in: db), book, by: Origin(actor: .guest), in: db)
        }
    }

    package func move(_ booking: Booking, _ to: Move, as who: Canceller = .customer) async throws -> Booking {
        try await house.store.write { db in
            try bookings.reschedule(booking.id, to: to, book(in: db), as: who, by: origin, in: db)
        }
    }

    @discardableResult
    package func remove(_ session: Session, _ removal: SessionRemoval = .ask) async throws -> Int {
        try await house.store.write { db in
            try bookings.removeSession(session.id, removal, book(in: db), as: member, by: origin, in: db)
        }
    }

    @discardableResult
    package func change(_ session: Session, _ fields: [String: JSON]) async throws -> Session {
        try await house.store.write { db in
            try bookings.scheduling.changeSession(session.id, Fields(fields), by: origin, in: db)
        }
    }

    package func series(
        _ ask: Ask, _ recurrence: Recurrence, skipsTaken: Bool = false, _ email: String = "john@example.com"
    )
        async throws -> PlacedSeries
    {
        let wish = try request(ask, email)
        return try await house.store.write { db in
            try bookings.placeSeries(wish, recurrence, skipsTaken: skipsTaken, book(in: db), by: origin, in: db)
        }
    }

    package func basket(_ asks: [Ask], _ email: String = "john@example.com") async throws -> [Booking] {
        let wishes = try asks.map { try request($0, email) }
        return try await house.store.write { db in
            try bookings.placeBasket(wishes, book(in: db), by: origin, in: db)
        }
    }

    package func names(_ booking: Booking) async throws -> [String] {
        try await house.store.read { db in try db.resourceNames(booking) }
    }

    /// What the same rows say before and after a refusal.
    package func refusedUnchanged<T>(
        _ code: String, _ location: SourceLocation = #_sourceLocation, _ work: () async throws -> T
    ) async throws {
        let before = try await rows()
        let problem = try await refusal(work)
        #expect(problem?.code == code, sourceLocation: location)
        let differences = try await rows().differences(from: before)
        #expect(differences == [], sourceLocation: location)
    }

    /// The fields that a refusal with 422 names.
    package func faultyFields<T>(_ work: () async throws -> T) async throws -> [String] {
        let problem = try await refusal(work)
        return problem.map { $0.status == 422 ? $0.fields.map { "\($0.pointer) \($0.code)" } : [$0.code] } ?? []
    }
}
