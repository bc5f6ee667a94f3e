import Foundation
import Kernel
import Storage
import StoragePostgres

/// Databases on the private cluster. The first use of a list of migrations makes a template; each test gets a copy of it.
actor TestCluster {
    static let shared = TestCluster()

    private var templates: [String: Task<String, any Error>] = [:]
    private var count = 0
    private let prefix = "t\(ProcessInfo.processInfo.processIdentifier)"

    /// The URL of a new database with `migrations` applied.
    func database(with migrations: [Migration]) async throws -> String {
        let template = try await template(for: migrations)
        let name = nextName()
        try await administer("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY wal_log")
        return try address(of: name)
    }

    /// Runs one statement that no transaction may hold, on the cluster's own database.
    func administer(_ statement: String) async throws {
        let address = try TestEngine.cluster()
        try await Task.detached { try PostgresScript.run(statement, at: address) }.value
    }

    private func template(for migrations: [Migration]) async throws -> String {
        if migrations.isEmpty { return "template1" }
        let key = migrations.flatMap { [$0.name] + $0.texts(for: .postgres) }.joined(separator: "|")
        if let known = templates[key] { return try await known.value }
        let name = nextName()
        let making = Task {
            try await administer("CREATE DATABASE \(name)")
            let store = try PostgresStore(url: address(of: name), poolSize: 1, clock: TestDatabase.systemTime)
            try await Migrator(store, migrations).run()
            await store.close()
            return name
        }
        templates[key] = making
        return try await making.value
    }

    private func nextName() -> String {
        count += 1
        return "\(prefix)_\(count)"
    }

    /// The cluster's URL with `name` in place of its database.
    private func address(of name: String) throws -> String {
        guard var parts = URLComponents(string: try TestEngine.cluster()) else { throw NoCluster() }
        parts.path = "/\(name)"
        return parts.string ?? ""
    }
}
