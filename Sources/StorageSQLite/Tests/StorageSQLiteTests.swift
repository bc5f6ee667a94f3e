import Dispatch
import Foundation
import Kernel
import Storage
import TestSupport
import Testing

@testable import StorageSQLite

struct SQLiteFileTests {
    @Test func `commits are synchronous, keys are enforced, and files are private`() throws {
        let path = TestFolder.shared.path(for: "inner/folder/store.sqlite")
        let connection = try SQLiteFile(path: path, busyTimeout_s: 1).openWriter()
        defer { connection.close() }
        try connection.control("BEGIN")
        let asked: [SQL] = [
            "SELECT * FROM pragma_synchronous", "SELECT * FROM pragma_foreign_keys",
            "SELECT * FROM pragma_journal_mode",
        ]
        let found = try asked.map { try connection.query($0).first?.values.first }
        try connection.control("COMMIT")
        print("sqlite: synchronous=\(String(describing: found[0]))")
        #expect(found == [.integer(2), .integer(1), .text("wal")])
        let manager = FileManager.default
        let file = try manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        let folder =
            try manager.attributesOfItem(atPath: (path as NSString).deletingLastPathComponent)[.posixPermissions]
            as? Int
        #expect(file == 0o600)
        #expect(folder == 0o700)
    }

    @Test func `what undoes a write is kept in memory, before and after the file is written anew`() throws {
        let connection = try SQLiteFile(path: TestFolder.shared.path(for: "undo.sqlite"), busyTimeout_s: 1).openWriter()
        defer { connection.close() }
        func place() throws -> Value? {
            try connection.control("BEGIN")
            defer { try? connection.control("COMMIT") }
            return try connection.query("SELECT * FROM pragma_temp_store").first?.values.first
        }
        #expect(try place() == .integer(2))
        try connection.purge()
        #expect(try place() == .integer(2))
    }

    @Test func `a path that can't be opened is told plainly`() {
        #expect(throws: StorageFault.self) {
            try SQLiteStore(path: "/proc/daybook/none.sqlite", clock: TestDatabase.systemTime)
        }
        let text = TestFolder.shared.path(for: "text.sqlite")
        #expect(throws: StorageFault.self) {
            try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: text))
            _ = try SQLiteStore(path: text, clock: TestDatabase.systemTime)
        }
    }
}

struct GroupCommitTests {
    private static let tables = [Migration("T 001", "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY)")]

    @Test func `a commit that fails fails for all of its group, and nothing is kept`() async throws {
        let deferred = Migration(
            "T 002",
            "CREATE TABLE c (t_id BIGINT NOT NULL REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)")
        try await TestDatabase.with(.sqlite, migrations: Self.tables + [deferred]) { store in
            let gate = DispatchSemaphore(value: 0)
            let blocker = Task { try await store.write { _ in gate.wait() } }
            try await Task.sleep(for: .milliseconds(50))
            let gathering = Gathering(10)
            let writes = (1...10).map { id in
                Task {
                    gathering.arrive()
                    try await store.write { db in
                        try db.execute("INSERT INTO t (id) VALUES (\(id))")
                        if id == 7 { try db.execute("INSERT INTO c (t_id) VALUES (99)") }
                    }
                }
            }
            try await gathering.wait()
            gate.signal()
            _ = await blocker.result
            var failures = 0
            for write in writes { if case .failure = await write.result { failures += 1 } }
            let kept = try await store.read { db in try db.value("SELECT COUNT(*) FROM t", as: Int.self) }
            #expect(failures == 10)
            #expect(kept == 0)
            try await store.write { db in try db.execute("INSERT INTO t (id) VALUES (1)") }
        }
    }

    @Test func `writes are refused, not lost, while another process holds the file`() async throws {
        let path = TestFolder.shared.path(for: "held.sqlite")
        let store = try SQLiteStore(path: path, clock: TestDatabase.systemTime, busyTimeout_s: 1)
        try await Migrator(store, Self.tables).run()
        let other = try SQLiteFile(path: path, busyTimeout_s: 1).openWriter()
        try other.control("BEGIN IMMEDIATE")
        let started = ContinuousClock.now
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for id in 1...20 {
                group.addTask {
                    do {
                        try await store.write { db in try db.execute("INSERT INTO t (id) VALUES (\(id))") }
                        return false
                    } catch StorageFault.unavailable { return true } catch { return false }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: true, count: 20))
        // One after the other they would wait 20 s.
        #expect(ContinuousClock.now - started < .seconds(15))
        try other.control("ROLLBACK")
        other.close()
        try await store.write { db in try db.execute("INSERT INTO t (id) VALUES (1)") }
        await store.close()
    }

    @Test func `a file that is moved away or replaced is told, and its return is noticed`() async throws {
        let path = TestFolder.shared.path(for: "moved.sqlite")
        let manager = FileManager.default
        let store = try SQLiteStore(path: path, clock: TestDatabase.systemTime)
        #expect(await answers(store))
        try manager.moveItem(atPath: path, toPath: path + ".away")
        await #expect(throws: StorageFault.self) { try await store.ping() }
        #expect(manager.createFile(atPath: path, contents: nil))
        await #expect(throws: StorageFault.self) { try await store.ping() }
        try manager.removeItem(atPath: path)
        try manager.moveItem(atPath: path + ".away", toPath: path)
        #expect(await answers(store))
        await store.close()
    }

    /// Whether the store answers a ping; on a busy machine one may take longer than the second it has.
    private func answers(_ store: SQLiteStore) async -> Bool {
        for _ in 0..<30 {
            if (try? await store.ping()) != nil { return true }
        }
        return false
    }

    @Test func `whether it answers is told soon while every reader is busy for long`() async throws {
        let path = TestFolder.shared.path(for: "busy.sqlite")
        let store = try SQLiteStore(path: path, clock: TestDatabase.systemTime, readers: 2)
        let end = DispatchSemaphore(value: 0)
        let reads = (0..<2).map { _ in Task { try await store.read { _ in _ = end.wait(timeout: .now() + 60) } } }
        try await Task.sleep(for: .milliseconds(200))
        let began = ContinuousClock.now
        await #expect(throws: StorageFault.self) { try await store.ping() }
        // Within a second, but for what a busy machine adds.
        #expect(ContinuousClock.now - began < .seconds(30))
        for _ in reads { end.signal() }
        for read in reads { try await read.value }
        await store.close()
    }

    @Test func `what was committed is there when the file is opened again`() async throws {
        let path = TestFolder.shared.path(for: "again.sqlite")
        let first = try SQLiteStore(path: path, clock: TestDatabase.systemTime)
        try await Migrator(first, Self.tables).run()
        try await first.write { db in try db.execute("INSERT INTO t (id) VALUES (1)") }
        await first.close()
        let second = try SQLiteStore(path: path, clock: TestDatabase.systemTime)
        let count = try await second.read { db in try db.value("SELECT COUNT(*) FROM t", as: Int.self) }
        await second.close()
        #expect(count == 1)
    }
}
