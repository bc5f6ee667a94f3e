import Bookings
import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Logging
import Scheduling
import Storage
import TestSupport
import Testing
import Timekeeping
import Web
import Words

/// The verbs, asked for as the doors ask.
extension World {
    /// Nine in the morning of Tuesday, in Madrid; later hours of the same morning.
    package static func tuesday(_ hour: Int = 9, _ minute: Int = 0) -> Instant {
        monday + .hours(26 + hour - 9) + .minutes(minute)
    }

    package var business: BusinessID { member.business.id }
    package var origin: Origin { Origin(actor: .user(member.user)) }

    package func book(in db: Snapshot) throws -> Book {
        guard let book = try bookings.scheduling.book(slug, in: db) else { throw Problem.notFound }
        return book
    }

    @discardableResult
    package func settings(_ change: [String: JSON]) async throws -> BookingSettings {
        try await house.store.write { db in
            try bookings.catalogue.updateSettings(member, Fields(change), by: origin, in: db)
        }
    }

    package func resource(_ name: String, _ kind: ResourceKind = .person, capacity: Int = 1) async throws -> ResourceID
    {
        let fields: [String: JSON] = [
            "kind": .string(kind.rawValue), "name": .string(name), "capacity": .number(capacity),
        ]
        return try await house.store.write { db in
            try bookings.catalogue.createResource(member, Fields(fields), by: origin, in: db).id
        }
    }

    /// An hour for 50 €, at full hours, without buffers unless `more` says so.
    package func offering(needs: [[ResourceID]], _ more: [String: JSON] = [:]) async throws -> Offering {
        let fields: [String: JSON] = [
            "name": "Lesson", "duration_minutes": 60, "price": "50.00", "buffer_time_minutes": 0,
            "needs": .list(needs) { .list($0) { .string($0.description) } },
        ]
        return try await house.store.write { db in
            try bookings.catalogue.createOffering(member, Fields(fields.merging(more) { $1 }), by: origin, in: db)
        }
    }

    package func place(
        _ offering: Offering, _ start: Instant, _ email: String? = "john@example.com", phone: String? = nil,
        hold: String? = nil, byStaff: Bool = false, twice: Bool = false
    ) async throws -> Booking {
        guard let reach = Reach(email: email, phone: phone) else { throw Problem.notFound }
        var ask = Ask(offering.id, start: start)
        ask.isByStaff = byStaff
        var request = PlaceRequest(ask, client: Client(name: "John Doe", reach: reach), language: .en)
        request.holdToken = hold
        request.allowsDuplicate = twice
        let wish = request
        let origin = byStaff ? self.origin : Origin(actor: .guest)
        return try await house.store.write { db in try bookings.place(wish, book(in: db), by: origin, in: db) }
    }

    package func hold(_ offering: Offering, _ start: Instant) async throws -> Hold {
        try await house.store.write { db in
            let book = try book(in: db)
            let order = try Order(Ask(offering.id, start: start), book, isComplete: false, in: db)
            return try bookings.hold(order, book, by: Origin(actor: .guest), in: db)
        }
    }

    package func approve(_ booking: Booking) async throws -> Booking {
        try await house.store.write { db in try bookings.approve(booking.id, by: origin, in: db) }
    }

    package func reject(_ booking: Booking) async throws -> Booking {
        try await house.store.write { db in try bookings.reject(booking.id, reason: "Ana is ill.", by: origin, in: db) }
    }

    package func cancel(_ booking: Booking, as who: Canceller = .customer) async throws -> Booking {
        try await house.store.write { db in try bookings.cancel(booking.id, as: who, by: origin, in: db) }
    }

    package func advance(_ booking: Booking, _ status: BookingStatus) async throws -> Booking {
        try await house.store.write { db in try bookings.advance(booking.id, to: status, by: origin, in: db) }
    }

    /// Runs the jobs that are due.
    @discardableResult
    package func work() async throws -> Int {
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try await Worker(store: house.store, handlers: bookings.jobs, logger: silent).drain()
    }

    package func fresh(_ booking: Booking) async throws -> Booking {
        guard let found = try await house.store.read({ db in try db.booking(booking.id) }) else {
            throw Problem.notFound
        }
        return found
    }

    package func number(_ query: SQL) async throws -> Int {
        try await house.store.read { db in try db.value(query) ?? -1 }
    }

    /// Claims in force of one booking, or of all.
    package func claims(_ booking: Booking? = nil) async throws -> Int {
        let only: SQL = booking.map { " AND booking_id = \($0.id)" } ?? ""
        return try await number("SELECT COUNT(*) FROM claims WHERE released_at IS NULL\(only)")
    }

    /// What has happened to a booking, oldest first.
    package func history(_ booking: Booking) async throws -> [String] {
        try await house.store.read { db in
            try db.history(business: business.rawValue, of: booking.id.description).map(\.action)
        }
    }

    package func rows() async throws -> SchemaSnapshot { try await SchemaSnapshot.digest(house.store) }

    /// What `daybook verify` would find.
    package func faults() async throws -> [String] {
        try await house.store.read { db in
            try (bookings.proofs + bookings.scheduling.proofs + bookings.identity.proofs).flatMap {
                try $0.check(db).faults
            }
        }
    }
}

/// The problem that `work` is refused with; nil when it is not.
package func refusal<T>(_ work: () async throws -> T) async throws -> Problem? {
    do {
        _ = try await work()
        return nil
    } catch let problem as Problem { return problem }
}

/// Expects that `work` is refused with the problem `code`. A function, as a closure inside of `#expect` may be taken for another one.
package func refused<T>(
    _ code: String, _ location: SourceLocation = #_sourceLocation, _ work: () async throws -> T
) async throws {
    let problem = try await refusal(work)
    #expect(problem?.code == code, sourceLocation: location)
}
