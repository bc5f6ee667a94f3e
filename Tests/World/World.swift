import Account
import BookingAPI
import Bookings
import Catalogue
import Customers
import Desk
import Foundation
import HTTPTypes
import House
import Identity
import Jobs
import Kernel
import Logging
import Scheduling
import Storage
import Storefront
import TestSupport
import Timekeeping
import Web
import Words

/// The demo town's first business with its doors, on a database and a clock of its own: Swim School Retiro in Madrid, on the
/// Monday of 2026-11-23 at seven in the morning.
package struct World: Sendable {
    package static let files = [
        WebFiles.all, IdentitySlice.files, AccountSlice.files, CatalogueSlice.files, CustomerSlice.files,
        SchedulingSlice.files, BookingSlice.files, StorefrontSlice.files, DeskSlice.files,
    ]
    private static let words = Result { try WordBook(files) }
    private static let templates = Result { try Templates(files: files, words: words.get()) }
    package static let migrations =
        JobQueue.migrations + Idempotency.migrations + IdentitySlice.migrations + CatalogueSlice.migrations
        + CustomerSlice.migrations + SchedulingSlice.migrations + BookingSlice.migrations
    package static let monday = Instant(rfc3339: "2026-11-23T06:00:00Z") ?? Instant(milliseconds: 0)

    package let clock: ManualClock
    package let house: House
    package let bookings: BookingSlice
    package let site: Site
    package let member: Membership

    package var slug: String { member.business.slug }

    package static func with(
        _ engine: TestEngine, _ demo: DemoBusiness = DemoBusiness.town[0], connections: Int = 4,
        _ body: (World) async throws -> Void
    ) async throws {
        let clock = ManualClock(monday)
        try await TestDatabase.with(
            engine, migrations: migrations, clock: { clock.now }, connections: connections
        ) { store in try await body(try await World(store, clock, demo)) }
    }

    /// Says what went wrong, and leaves out the thousands of requests that did not.
    private static var log: Logger {
        var log = Logger(label: "test")
        log.logLevel = .error
        return log
    }

    private init(_ store: any Store, _ clock: ManualClock, _ demo: DemoBusiness) async throws {
        self.clock = clock
        let words = try Self.words.get()
        var rules = HouseRules()
        rules.isDemo = true
        rules.passwordCost = 1_024
        rules.limits.areRatesOn = false
        Notice.allow(BookingSlice.notices + StorefrontSlice.notices + DeskSlice.notices)
        house = House(
            store: store, zones: .system, words: words, templates: try Self.templates.get(),
            clock: clock.clock, pulse: Pulse(), log: Self.log, baseURL: "http://localhost", rules: rules,
            places: [], listeners: [])
        let identity = IdentitySlice(house, keys: try await SigningKeys.load(store))
        let catalogue = CatalogueSlice(
            house, identity: identity, capacityGuard: SchedulingSlice.guardCapacity,
            locationGuards: BookingSlice.locationGuards)
        let scheduling = SchedulingSlice(house, catalogue: catalogue, bookedTimes: BookingSlice.bookedTimes)
        let customers = CustomerSlice(house, identity: identity)
        bookings = BookingSlice(
            house, identity: identity, catalogue: catalogue, customers: customers, scheduling: scheduling)
        let api = BookingAPISlice(house, customers: customers, scheduling: scheduling, bookings: bookings)
        let storefront = StorefrontSlice(house, bookings: bookings, scheduling: scheduling)
        let desk = DeskSlice(
            house, identity: identity, catalogue: catalogue, scheduling: scheduling, bookings: bookings)
        let templates = house.templates
        site = try Site(
            endpoints: scheduling.endpoints + api.endpoints + desk.endpoints, pages: storefront.pages + desk.pages,
            settings: SiteSettings(
                isSecure: false, limits: rules.limits, wordBook: words, doorkeeper: identity, signInPaths: [],
                trustedProxies: 0, now: clock.clock.now,
                permissions: Set(Permission.allCases.map(\.rawValue)), problem: { _ in Problem(500, "fault") },
                problemPage: { ProblemPage.answer($0, $1, $2, $3, templates) }), log: Self.log)
        let owner = try await identity.register(
            Registration(
                username: "maria", name: "Maria Ortiz", email: "maria@daybook.example", password: "tortoise-lamp-4"),
            by: .system)
        member = try await store.write { db in
            let member = try catalogue.addDemo(demo, owner: owner.id, in: db)
            try scheduling.addDemo(demo, member, in: db)
            return member
        }
    }

    package func get(_ address: String, cookies: String? = nil) async -> Answer {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        var headers: HTTPFields = [:]
        if let cookies { headers[.cookie] = cookies }
        return await site.answer(
            Incoming(.get, parts[0], query: parts.count > 1 ? parts[1] : "", headers: headers))
    }

    package func post(_ path: String, _ fields: [String: String]) async -> Answer {
        let body = fields.map { "\($0)=\(Encoding.encoded($1))" }.joined(separator: "&")
        return await site.answer(
            Incoming(
                .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(body.utf8)))
    }

    package func postJSON(_ path: String, _ value: JSON, key: String? = nil) async -> Answer {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let key, let name = HTTPField.Name("idempotency-key") { headers[name] = key }
        return await site.answer(Incoming(.post, "/api/v1" + path, headers: headers, body: value.bytes))
    }

    /// A guest at some door.
    package func visit() -> Visit {
        Visit(
            id: "r-1", incoming: Incoming(.get, "/", headers: [:]), parameters: [:], query: Fields(), body: Fields(),
            visitor: .guest, words: house.words.words(.en))
    }

    /// How many bookings there are in this state; in any when nil.
    package func count(_ status: BookingStatus? = nil) async throws -> Int {
        try await house.store.read { db in
            let only: SQL = status.map { " WHERE status = \($0)" } ?? ""
            return try db.value("SELECT COUNT(*) FROM bookings\(only)") ?? 0
        }
    }

    package func offering(_ number: Int = 0) async throws -> Offering {
        try await house.store.read { db in try db.offerings(member.business)[number] }
    }

    /// Books by the form and gives the customer's path.
    package func book(_ start: String, name: String = "Ana", email: String = "ana@example.com") async throws -> String {
        let path = "/book/\(slug)/\(try await offering().id)/at/\(start)"
        let answer = await post(path, ["client_name": name, "client_email": email])
        return answer.header("location") ?? "refused with \(answer.status)"
    }
}

extension Answer {
    /// The texts between `before` and `after`, in their order.
    package func found(between before: String, and after: String = "\"") -> [String] {
        text.components(separatedBy: before).dropFirst().compactMap { part in
            part.range(of: after).map { String(part[..<$0.lowerBound]) }
        }
    }
}
