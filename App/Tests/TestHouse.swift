import Catalogue
import HTTPTypes
import House
import Identity
import Jobs
import Kernel
import Logging
import Measures
import Storage
import TestSupport
import Timekeeping
import Web

@testable import daybook

/// The whole house on a database and a clock of its own. Maria has opened Swim School in Madrid, where Ana and Ben teach from
/// nine to five; it is seven in the morning of Monday 2026-11-23.
struct TestHouse: Sendable {
    static let monday = Instant(rfc3339: "2026-11-23T06:00:00Z") ?? Instant(milliseconds: 0)
    /// Nine o'clock in Madrid on Tuesday.
    static let tuesday = "2026-11-24T08:00:00Z"
    static let slug = "swim-school"
    static let password = "tortoise-lamp-4-violins"
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let clock: ManualClock
    let measures: Registry
    let composition: Composition
    let maria: String
    let business: String
    let ana: String
    let ben: String
    /// An hour with Ana or Ben, at any full hour, for 50 €.
    let lesson: String

    var store: any Store { composition.house.store }

    static func with(
        _ engine: TestEngine, connections: Int = 4,
        wrapping wrap: @Sendable (any Store) -> any Store = { $0 }, _ body: (TestHouse) async throws -> Void
    ) async throws {
        let clock = ManualClock(monday)
        try await TestDatabase.with(
            engine, migrations: Composition.migrations, clock: { clock.now }, connections: connections
        ) { store in try await body(try await TestHouse(wrap(store), clock)) }
    }

    /// The house alone, on an empty embedded database, for what is asked of its lists and not of its rows.
    static func empty(_ body: (Composition) async throws -> Void) async throws {
        let clock = ManualClock(monday)
        try await TestDatabase.with(.sqlite, migrations: Composition.migrations, clock: { clock.now }) { store in
            try await body(try await compose(store, clock))
        }
    }

    static func compose(
        _ store: any Store, _ clock: ManualClock, _ changes: [Setting: String] = [:], _ measures: Registry = Registry(),
        baseURL: String = "http://localhost", log: Logger = silent
    ) async throws -> Composition {
        var values: [Setting: String] = [:]
        for setting in Setting.allCases { values[setting] = setting.fallback }
        values[.passwordCost] = "1024"
        values[.rateLimits] = "off"
        values[.outbox] = "on"
        values.merge(changes) { $1 }
        return try await Composition(
            try Settings(values), store: store, clock: clock.clock, baseURL: baseURL, measures: measures,
            log: log)
    }

    private init(_ store: any Store, _ clock: ManualClock) async throws {
        let measures = Registry()
        let composition = try await Self.compose(store, clock, [:], measures)
        self.measures = measures
        self.clock = clock
        self.composition = composition
        let door = APIDoor(site: composition.site)
        maria = try await door.person("maria", "Maria Ortiz")
        let owner = door.as(maria)
        let made = try await owner.made(
            "/businesses",
            [
                "name": "Swim School", "zone": "Europe/Madrid", "currency": "EUR", "language": "es",
                "email": "hola@swim-school.example",
            ])
        business = made["id"]?.string ?? ""
        let path = "/businesses/\(business)"
        ana = try await owner.made("\(path)/resources", ["kind": "person", "name": "Ana"])["id"]?.string ?? ""
        ben = try await owner.made("\(path)/resources", ["kind": "person", "name": "Ben"])["id"]?.string ?? ""
        let hours = (1...5).map { ["weekday": .integer($0), "opens": "09:00", "closes": "17:00"] as JSON }
        _ = try await owner.accepted(.put, "\(path)/schedules", ["hours": .array(hours)])
        let offering: JSON = [
            "kind": "appointment", "name": "Private lesson", "duration_minutes": 60, "price": "50.00",
            "buffer_time_minutes": 0, "needs": [[.string(ana), .string(ben)]],
        ]
        lesson = try await owner.made("\(path)/offerings", offering)["id"]?.string ?? ""
    }

    /// The API as a guest sees it.
    var guest: APIDoor { APIDoor(site: composition.site) }
    /// The API as Maria sees it.
    var owner: APIDoor { guest.as(maria) }

    /// The API as Maria sees it, logged in anew: a token does not outlive a day.
    func ownerAnew() async throws -> APIDoor {
        let login: JSON = ["username": "maria", "password": .string(Self.password)]
        return guest.as(try await guest.made("/auth/login", login)["access_token"]?.string)
    }

    /// What is held about a client, in the API.
    func held(_ customer: String) -> String { "/privacy/\(business)/customers/\(customer)" }

    /// A new person with an account and nothing else; their access token.
    func person(_ name: String) async throws -> String { try await guest.person(name, name) }

    /// What a client sends to book the lesson.
    func wish(_ start: String, _ email: String = "john@example.com", _ more: [String: JSON] = [:]) -> JSON {
        let fields: [String: JSON] = [
            "offering_id": .string(lesson), "start": .string(start), "client_name": "John Doe",
            "client_email": .string(email),
        ]
        return .object(fields.merging(more) { $1 }.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
    }

    func book(_ start: String, _ email: String = "john@example.com", _ more: [String: JSON] = [:]) async -> Answer {
        await guest.send(.post, "/public/\(Self.slug)/book", wish(start, email, more))
    }

    /// A class of four on Tuesday at five, when nobody teaches one to one; its session's id.
    func session(capacity: Int = 4) async throws -> String {
        let path = "/businesses/\(business)"
        let course = try await owner.made(
            "\(path)/offerings", ["kind": "course", "name": "Crawl class", "duration_minutes": 60, "price": "12.00"])
        let made = try await owner.made(
            "\(path)/sessions",
            [
                "offering_id": course["id"] ?? .null, "start_date": "2026-11-24", "start_time": "17:00",
                "max_capacity": .number(capacity),
            ])
        return made["sessions"]?.array?.first?["id"]?.string ?? ""
    }

    func settings(_ change: JSON) async throws {
        _ = try await owner.accepted(.put, "/booking/settings?business_id=\(business)", change)
    }

    func number(_ query: SQL) async throws -> Int { try await store.read { db in try db.value(query) ?? -1 } }

    /// What the database holds; comparing two shows what a request changed. That a password was tried is counted whatever comes of it.
    func rows() async throws -> SchemaSnapshot { try await SchemaSnapshot.digest(store, except: ["attempts"]) }
}
