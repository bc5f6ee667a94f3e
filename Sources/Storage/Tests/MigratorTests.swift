import Kernel
import Storage
import TestSupport
import Testing

struct MigratorTests {
    @Test(arguments: TestEngine.available)
    func `migrations apply once`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine) { store in
            let migrator = Migrator(store, worldMigrations)
            let (first, second) = (try await migrator.run(), try await migrator.run())
            #expect(first == worldMigrations.map(\.name))
            #expect(second == [])
            let pending = try await migrator.pending()
            #expect(pending == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `two nodes that start at once apply each step once`(_ engine: TestEngine) async throws {
        let address = try await TestDatabase.makeAddress(engine)
        let nodes = try (0..<2).map { _ in try TestDatabase.open(engine, at: address) }
        async let first = Migrator(nodes[0], worldMigrations).run()
        async let second = Migrator(nodes[1], worldMigrations).run()
        let applied = try await first + second
        #expect(applied.sorted() == worldMigrations.map(\.name).sorted())
        for node in nodes { await node.close() }
    }

    @Test(arguments: TestEngine.available)
    func `a database of a later version is left alone`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine, migrations: worldMigrations) { store in
            let older = Migrator(store, Array(worldMigrations.prefix(1)))
            await #expect(throws: StorageFault.self) { try await older.run() }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a step that fails leaves nothing of itself`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine) { store in
            let broken = Migration("World 003 broken", "CREATE TABLE half (id BIGINT)", "CREATE TABLE half (id BIGINT)")
            await #expect(throws: StorageFault.self) { try await Migrator(store, worldMigrations + [broken]).run() }
            let tables = try await store.read { db in try db.tableNames() }
            #expect(tables == ["migrations", "parts", "things"])
        }
    }
}
