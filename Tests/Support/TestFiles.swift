import Foundation
import Kernel
import Storage
import StorageSQLite

/// Databases of the embedded engine. The first use of a list of migrations makes a template; each test gets a copy of it.
actor TestFiles {
    static let shared = TestFiles()

    private var templates: [String: Task<String, any Error>] = [:]

    /// The path of a new database with `migrations` applied; without any, of one that is not there yet.
    func database(with migrations: [Migration]) async throws -> String {
        let path = Self.newPath()
        guard !migrations.isEmpty else { return path }
        try FileManager.default.copyItem(atPath: try await template(for: migrations), toPath: path)
        return path
    }

    private func template(for migrations: [Migration]) async throws -> String {
        let key = migrations.flatMap { [$0.name] + $0.texts(for: .sqlite) }.joined(separator: "|")
        if let known = templates[key] { return try await known.value }
        let making = Task {
            let path = Self.newPath()
            let store = try SQLiteStore(path: path, clock: TestDatabase.systemTime)
            try await Migrator(store, migrations).run()
            // The last one out puts the log into the file.
            await store.close()
            return path
        }
        templates[key] = making
        return try await making.value
    }

    private static func newPath() -> String { TestFolder.shared.path(for: "daybook.sqlite") }
}
