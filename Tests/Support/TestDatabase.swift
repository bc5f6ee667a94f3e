import Foundation
import Kernel
import Storage
import StoragePostgres
import StorageSQLite

/// Fresh databases with the given tables.
package enum TestDatabase {
    /// An empty database with `migrations` applied. The files of SQLite go when the program ends; PostgreSQL's database goes with its
    /// cluster. Close the store, or let go of it, to give its connections back.
    package static func make(
        _ engine: TestEngine, migrations: [Migration] = [], clock: @escaping @Sendable () -> Instant = systemTime,
        connections: Int = 4
    ) async throws -> any Store {
        let address = try await makeAddress(engine, migrations: migrations)
        return try open(engine, at: address, clock: clock, connections: connections)
    }

    /// As `make`, for one test: the store is closed when `body` ends.
    package static func with<T>(
        _ engine: TestEngine, migrations: [Migration] = [], clock: @escaping @Sendable () -> Instant = systemTime,
        connections: Int = 4, _ body: (any Store) async throws -> T
    ) async throws -> T {
        guard engine == .postgres else {
            return try await open(engine, migrations, clock, connections, body)
        }
        await gate.enter()
        do {
            let result = try await open(engine, migrations, clock, connections, body)
            await gate.leave()
            return result
        } catch {
            await gate.leave()
            throw error
        }
    }

    /// All tests run at once, but PostgreSQL has only so many connections.
    private static let gate = TestGate(most: 20)

    private static func open<T>(
        _ engine: TestEngine, _ migrations: [Migration], _ clock: @escaping @Sendable () -> Instant, _ connections: Int,
        _ body: (any Store) async throws -> T
    ) async throws -> T {
        let store = try await make(engine, migrations: migrations, clock: clock, connections: connections)
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    /// The path or URL of an empty database with `migrations` applied, for tests that open several stores on one.
    package static func makeAddress(_ engine: TestEngine, migrations: [Migration] = []) async throws -> String {
        switch engine {
        case .sqlite: try await TestFiles.shared.database(with: migrations)
        case .postgres: try await TestCluster.shared.database(with: migrations)
        }
    }

    /// Another store, as of another node, on the database at `address`.
    package static func open(
        _ engine: TestEngine, at address: String, clock: @escaping @Sendable () -> Instant = systemTime,
        connections: Int = 4
    ) throws -> any Store {
        switch engine {
        case .sqlite: try SQLiteStore(path: address, clock: clock)
        case .postgres: try PostgresStore(url: address, poolSize: connections, clock: clock)
        }
    }

    @Sendable package static func systemTime() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
