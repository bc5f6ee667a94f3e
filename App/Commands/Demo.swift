import ArgumentParser
import Bookings
import Catalogue
import Foundation
import House
import Identity
import Jobs
import Kernel
import Logging
import Scheduling
import Storage
import Timekeeping
import Web

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a small town of businesses to try everything on. --fresh makes the town anew.")
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags.filter { $0 != "--fresh" } + ownDatabase)
        try await Command.reporting {
            if flags.contains("--fresh") { try DemoTown.remove(settings) }
            try await Node(settings, isDemo: true).run(prepare: { try await DemoTown($0).make() }, ready: announce)
        }
    }

    /// The town has a file of its own beside a real one.
    private var ownDatabase: [String] {
        let environment = ProcessInfo.processInfo.environment
        let isSet = environment["DATABASE_URL"] != nil || flags.contains { $0.hasPrefix("--database-url") }
        let folder =
            environment["DATA_DIR"] ?? flags.first { $0.hasPrefix("--data-dir=") }.map { String($0.dropFirst(11)) }
            ?? "data"
        return isSet ? [] : ["--database-url=sqlite:\(folder)/demo.sqlite"]
    }

    private func announce(_ baseURL: String) {
        let slug = DemoTown.shownSlug
        let text = """

              Daybook is running with its demo town.

              Public link   \(baseURL)/book/\(slug)
              Desk          \(baseURL)/desk        log in as \(DemoTown.username) with \(DemoTown.password)
              Outbox        \(baseURL)/outbox      every mail it has written

              Ctrl-C stops it; `--fresh` makes the town anew.

            """
        Output.write(Array((text + "\n").utf8), to: STDOUT_FILENO)
    }
}

/// Makes the demo world in an empty database.
struct DemoTown: Sendable {
    static let username = "maria"
    static let password = "tortoise-lamp-4-violins"
    static let shownSlug = "swim-school-retiro"
    private let composition: Composition

    init(_ composition: Composition) { self.composition = composition }

    /// Nothing to do when the town stands.
    func make() async throws {
        let stands = try await composition.house.store.read { db in try db.business(slug: Self.shownSlug) != nil }
        guard !stands else { return }
        print("Making the demo town…")
        let started = ContinuousClock.now
        let now = composition.house.clock.now()
        let owner = try await composition.identity.register(
            Registration(
                username: Self.username, name: "Maria Ortiz", email: "maria@daybook.example", password: Self.password),
            by: .system)
        for demo in DemoBusiness.town {
            let slug = try await composition.house.store.write(at: now - .days(60)) { db in
                let member = try composition.catalogue.addDemo(demo, owner: owner.id, in: db)
                try composition.catalogue.addDemoImages(member, in: db)
                try composition.scheduling.addDemo(demo, member, in: db)
                return member.business.slug
            }
            try await composition.house.store.write(at: now) { db in
                try composition.scheduling.addDemoSessions(demo, slug: slug, in: db)
            }
            try await composition.bookings.addDemo(slug, days: -14...14, now: now)
        }
        try await composition.worker.drain()
        print("Made in \(ContinuousClock.now - started).")
    }

    /// Removes the town's file.
    static func remove(_ settings: Settings) throws {
        guard case .sqlite(let path) = settings.database else {
            throw SettingFault(
                "--fresh removes an embedded database only; make PostgreSQL's anew with dropdb and createdb")
        }
        for tail in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + tail) }
    }
}
