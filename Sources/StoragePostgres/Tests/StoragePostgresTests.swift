import Dispatch
import Foundation
import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import StoragePostgres

private let tables = [Migration("T 001", "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, amount BIGINT NOT NULL)")]

@Suite(.serialized) struct PostgresTests {
    @Test func `sessions are durable and have their limits`() async throws {
        try await TestDatabase.with(.postgres) { store in
            let settings = try await store.write { db in
                try ["fsync", "synchronous_commit", "statement_timeout", "lock_timeout", "transaction_isolation"].map {
                    name in
                    try db.value("SELECT current_setting(\(name))", as: String.self) ?? ""
                }
            }
            print("postgres: fsync=\(settings[0]) synchronous_commit=\(settings[1])")
            #expect(settings == ["on", "on", "10s", "5s", "read committed"])
        }
    }

    @Test func `two writes that lock crosswise both succeed, one of them at its second try`() async throws {
        try await TestDatabase.with(.postgres, migrations: tables) { store in
            try await store.write { db in
                try db.execute("INSERT INTO t (id, amount) VALUES (1, 0), (2, 0)")
            }
            let tries = Tally()
            let meeting = Meeting(of: 2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await store.write { db in
                            tries.add()
                            try db.execute("UPDATE t SET amount = amount + 1 WHERE id = \(first)")
                            meeting.wait()
                            try db.execute("UPDATE t SET amount = amount + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let amounts = try await store.read { db in try db.rows("SELECT amount FROM t").map { try $0[0] as Int } }
            let count = tries.count
            print("postgres: deadlock resolved, bodies ran \(count) times for 2 writes")
            #expect(amounts == [2, 2])
            #expect(count == 3)
        }
    }

    @Test func `an undone savepoint gives its row locks back`() async throws {
        try await TestDatabase.with(.postgres, migrations: tables) { store in
            try await store.write { db in try db.execute("INSERT INTO t (id, amount) VALUES (1, 0)") }
            let (undone, checked) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let holder = Task {
                try await store.write { db in
                    try? db.savepoint {
                        _ = try db.rows("SELECT id FROM t WHERE id = 1 FOR UPDATE")
                        throw CancellationError()
                    }
                    undone.signal()
                    checked.wait()
                    _ = try db.exists("SELECT 1")
                }
            }
            let taken = try await store.write { db in
                undone.wait()
                return try db.exists("SELECT id FROM t WHERE id = 1 FOR UPDATE NOWAIT")
            }
            checked.signal()
            try await holder.value
            #expect(taken)
        }
    }

    @Test func `an id that was taken is tried again, and a body that can't pass ends`() async throws {
        try await TestDatabase.with(.postgres, migrations: tables) { store in
            try await store.write { db in try db.execute("INSERT INTO t (id, amount) VALUES (1, 0)") }
            let tries = Mutex(0)
            try await store.write { db in
                let id = tries.withLock { tries in
                    tries += 1
                    return tries
                }
                try db.execute("INSERT INTO t (id, amount) VALUES (\(id), 0)")
            }
            #expect(tries.withLock { $0 } == 2)
            await #expect(throws: StorageFault.self) {
                try await store.write { db in
                    tries.withLock { $0 += 1 }
                    try db.execute("INSERT INTO t (id, amount) VALUES (1, 0)")
                }
            }
            #expect(tries.withLock { $0 } == 2 + PostgresRetry.attempts)
        }
    }

    @Test func `a body that passes over a failed statement in silence is not taken for committed`() async throws {
        try await TestDatabase.with(.postgres, migrations: tables) { store in
            await #expect(throws: StorageFault.self) {
                try await store.write { db in
                    try db.execute("INSERT INTO t (id, amount) VALUES (1, 0)")
                    _ = try? db.rows("SELECT nothing FROM nowhere")
                }
            }
            let count = try await store.read { db in try db.value("SELECT COUNT(*) FROM t", as: Int.self) }
            #expect(count == 0)
        }
    }

    @Test func `the same text with another type of value, and a table that changed, are prepared anew`() async throws {
        try await TestDatabase.with(.postgres, migrations: tables) { store in
            let found = try await store.write { db in
                let echo = { (value: SQL) in try db.rows("SELECT COALESCE(\(value), NULL)")[0].values[0] }
                return try [echo("\(1)"), echo("\("x")"), echo("\(2)"), echo("\("y")")]
            }
            #expect(found == [.integer(1), .text("x"), .integer(2), .text("y")])
            try await store.write { db in try db.execute("INSERT INTO t (id, amount) VALUES (1, 5)") }
            let narrow = try await store.write { db in try db.rows("SELECT * FROM t")[0].values.count }
            try await store.write { db in try db.script("ALTER TABLE t ADD COLUMN note TEXT") }
            let wide = try await store.write { db in try db.rows("SELECT * FROM t")[0].values.count }
            #expect(narrow == 2 && wide == 3)
        }
    }

    @Test func `an exclusion constraint is told as a refused row`() async throws {
        let spans = Migration("T 002", "CREATE TABLE s (span INT8RANGE NOT NULL, EXCLUDE USING gist (span WITH &&))")
        try await TestDatabase.with(.postgres, migrations: [spans]) { store in
            let insert: @Sendable (Int, Int) async throws -> Int = { from, to in
                try await store.write { db in
                    try db.execute("INSERT INTO s (span) VALUES (int8range(\(from), \(to)))")
                }
            }
            let inserted = [try await insert(1, 5), try await insert(5, 9)].count
            #expect(inserted == 2)
            do {
                _ = try await insert(4, 6)
                Issue.record("the spans overlap")
            } catch StorageFault.constraint(let name) { #expect(name == "s_span_excl") }
        }
    }

    @Test func `waiting for a connection ends after its time`() async throws {
        let address = try await TestDatabase.makeAddress(.postgres)
        let store = try PostgresStore(url: address, poolSize: 1, waitTimeout_ms: 300, clock: TestDatabase.systemTime)
        let gate = DispatchSemaphore(value: 0)
        let (taken, take) = AsyncStream.makeStream(of: Void.self)
        let holder = Task {
            try await store.write { db in
                take.yield()
                gate.wait()
            }
        }
        for await _ in taken { break }
        let started = ContinuousClock.now
        await #expect(throws: StorageFault.self) { try await store.read { db in try db.exists("SELECT 1") } }
        let waited = ContinuousClock.now - started
        await #expect(throws: StorageFault.self) { try await store.ping() }
        gate.signal()
        try await holder.value
        try await store.ping()
        await store.close()
        #expect(waited < .seconds(30))
    }

    @Test func `a statement and a lock wait end after their time`() async throws {
        let address = try await TestDatabase.makeAddress(.postgres, migrations: tables)
        let store = try PostgresStore(
            url: address, poolSize: 2, statementTimeout_ms: 300, lockTimeout_ms: 150, clock: TestDatabase.systemTime)
        do {
            _ = try await store.read { db in try db.rows("SELECT pg_sleep(5)") }
            Issue.record("the statement should have been stopped")
        } catch StorageFault.unavailable {}
        await store.close()
    }

    @Test func `no error tells the password`() async throws {
        let address = "postgresql://daybook:s3cret-word@127.0.0.1:1/none"
        let store = try PostgresStore(url: address, poolSize: 1, clock: TestDatabase.systemTime)
        var words = ""
        do { try await store.ping() } catch { words = "\(error)" }
        await store.close()
        #expect(!words.isEmpty && !words.contains("s3cret"))
        #expect(throws: StorageFault.self) {
            try PostgresStore(url: "postgresql://daybook:s3cret-word@[::1/x", clock: TestDatabase.systemTime)
        }
        let masked = try PostgresAddress(address).mask("password s3cret-word\nwas wrong")
        #expect(masked == "password *** was wrong")
    }
}

/// Lets threads go on when all of them have come; later comers pass.
final class Meeting: @unchecked Sendable {
    private let condition = NSCondition()
    private var missing: Int

    init(of count: Int) { missing = count }

    func wait() {
        condition.lock()
        defer { condition.unlock() }
        missing -= 1
        condition.broadcast()
        while missing > 0 { condition.wait() }
    }
}
