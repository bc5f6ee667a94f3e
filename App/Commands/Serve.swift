import ArgumentParser
import Foundation
import Identity
import Jobs
import Kernel
import Logging
import Measures
import Storage
import Timekeeping
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database forward and serve.")
    @Argument(parsing: .captureForPassthrough) var flags: [String] = []

    func run() async throws {
        let settings = try await Command.settings(flags)
        try await Command.reporting { try await Node(settings, isDemo: false).run() }
    }
}

/// One running server: doors, worker and housekeeping.
struct Node: Sendable {
    let settings: Settings
    let isDemo: Bool

    init(_ settings: Settings, isDemo: Bool) {
        self.settings = settings
        self.isDemo = isDemo
    }

    /// Serves until told to stop. `ready` is called with the base URL when connections are taken.
    func run(
        prepare: @Sendable (Composition) async throws -> Void = { _ in },
        ready: @escaping @Sendable (String) -> Void = { print("Daybook serves at \($0)") }
    ) async throws {
        let log = Command.logger(settings)
        let store = try Composition.store(settings, clock: .system)
        let baseURL = settings.address
        let measures = Registry()
        let composition = try await Composition(
            settings, store: store, baseURL: baseURL, isDemo: isDemo, measures: measures, log: log)
        try await prepare(composition)
        try await FirstAdmin(settings).make(composition)
        let housekeeping = Housekeeping(house: composition.house, keys: composition.identity.keys)
        try housekeeping.listen()
        let server = Server(composition.site, host: settings.host, port: settings.port, log: log)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await composition.worker.run() }
            group.addTask { await housekeeping.run() }
            if let port = settings.metricsPort {
                let figures = MetricsServer(
                    host: settings.metricsHost, port: port, contentType: Registry.contentType, log: log,
                    collect: measures.collect)
                group.addTask { try await figures.run() }
            }
            group.addTask { try await server.run { _ in ready(baseURL) } }
            // Whichever ends first: the server that was told to stop, or one that could not start.
            try await group.next()
            group.cancelAll()
        }
        await store.close()
    }
}

extension Settings {
    /// What links begin with: BASE_URL, or else the listening address.
    var address: String {
        let host = ["0.0.0.0", "::"].contains(host) ? "localhost" : host.contains(":") ? "[\(host)]" : host
        return self[.baseURL] ?? "http://\(host):\(port)"
    }
}
