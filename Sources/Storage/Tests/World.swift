import Kernel
import Storage
import Synchronization
import TestSupport

/// Two plain tables that the tests of the seam write to.
let worldMigrations = [
    Migration(
        "World 001 things",
        """
        CREATE TABLE things (
            id BIGINT NOT NULL PRIMARY KEY, name TEXT UNIQUE, amount BIGINT CHECK (amount >= 0), note TEXT
        )
        """),
    Migration(
        "World 002 parts",
        "CREATE TABLE parts (thing_id BIGINT NOT NULL REFERENCES things (id), number BIGINT NOT NULL, PRIMARY KEY (thing_id, number))"
    ),
]

func withWorld(_ engine: TestEngine, _ body: (any Store) async throws -> Void) async throws {
    try await TestDatabase.with(engine, migrations: worldMigrations, connections: 8) { store in try await body(store) }
}

/// What happened, in order, from any thread.
final class Record<Element: Sendable>: Sendable {
    private let items = Mutex<[Element]>([])

    func add(_ item: Element) { items.withLock { $0.append(item) } }
    var all: [Element] { items.withLock { $0 } }
}

struct Refused: Error, Equatable {}
