import ArgumentParser
import Foundation
import Identity
import Jobs
import Kernel
import Logging
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
        let composition = try await Composition(settings, store: store, baseURL: baseURL, isDemo: isDemo, log: log)
        try await prepare(composition)
        try await FirstAdmin(settings).make(composition)
        let housekeeping = Housekeeping(house: composition.house, keys: composition.identity.keys)
        try housekeeping.listen()
        let server = Server(composition.site, host: settings.host, port: settings.port, log: log)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await composition.worker.run() }
            group.addTask { await housekeeping.run() }
            try await server.run { _ in ready(baseURL) }
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
