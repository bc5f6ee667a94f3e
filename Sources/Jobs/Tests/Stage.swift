import Kernel
import Logging
import Storage
import Synchronization
import TestSupport

@testable import Jobs

let tables =
    JobQueue.migrations + [
        Migration("T 001", "CREATE TABLE done (id BIGINT NOT NULL PRIMARY KEY, job_id BIGINT NOT NULL)")
    ]

/// A store whose time stands still until a test moves it.
final class Stage: Sendable {
    private let time = Mutex(Instant(milliseconds: 1_800_000_000_000))
    var now: Instant { time.withLock { $0 } }
    func advance(_ span: Span) { time.withLock { $0 = $0 + span } }
}

func onStage(
    _ engine: TestEngine, _ body: (any Store, Stage) async throws -> Void
) async throws {
    let stage = Stage()
    try await TestDatabase.with(engine, migrations: tables, clock: { stage.now }, connections: 6) { store in
        try await body(store, stage)
    }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

struct Broken: Error, CustomStringConvertible { let description = "the printer is on fire" }

extension Worker {
    init(_ store: any Store, _ handlers: JobHandler..., lease: Span = .seconds(60)) {
        self.init(store: store, handlers: handlers, logger: silent, lease: lease, poll: .milliseconds(50))
    }
}

func live(_ store: any Store) async throws -> Int {
    try await store.read { db in try db.value("SELECT COUNT(*) FROM jobs WHERE state = 0") ?? -1 }
}
