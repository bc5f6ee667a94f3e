import Foundation
import Kernel
import Storage
import StoragePostgres
import Synchronization
import TestSupport
import Testing

/// A cluster of its own, because it is stopped and started.
@Suite(.serialized) struct RestartTests {
    @Test func `a server that stops is told as unavailable, and its return is noticed`() async throws {
        let folder = TestFolder.shared.path(for: "cluster")
        let address = try await cluster("start", folder)
        let store = try PostgresStore(url: address, poolSize: 3, clock: TestDatabase.systemTime)
        try await Migrator(store, [Migration("T 001", "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY)")]).run()
        let heard = Mutex<[String]>([])
        let gaps = Mutex(0)
        try store.listen("news", lost: { gaps.withLock { $0 += 1 } }) { text in heard.withLock { $0.append(text) } }

        _ = try await cluster("stop", folder)
        var refused = 0
        for id in 1...5 {
            do {
                try await store.write { db in try db.execute("INSERT INTO t (id) VALUES (\(id))") }
            } catch StorageFault.unavailable { refused += 1 }
        }
        await #expect(throws: StorageFault.self) { try await store.ping() }

        _ = try await cluster("start", folder)
        let back = ContinuousClock.now
        while ContinuousClock.now - back < .seconds(60), (try? await store.ping()) == nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        let outage = ContinuousClock.now - back
        try await store.write { db in try db.execute("INSERT INTO t (id) VALUES (6)") }
        let ids = try await store.read { db in try db.rows("SELECT id FROM t").map { try $0[0] as Int } }
        for _ in 0..<3_000 where gaps.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        try await store.notify("news", "again")
        for _ in 0..<3_000 where heard.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(20)) }
        await store.close()
        _ = try await cluster("stop", folder)
        print("postgres: stopped: \(refused) of 5 refused; answered \(outage) after its return")
        #expect(refused == 5)
        #expect(ids == [6])
        #expect(gaps.withLock { $0 } == 1)
        #expect(heard.withLock { $0 } == ["again"])
    }

    @Test func `connections that were cut are made again, and no request notices`() async throws {
        try await TestDatabase.with(
            .postgres, migrations: [Migration("T 001", "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY)")]
        ) {
            store in
            try await store.write { db in try db.execute("INSERT INTO t (id) VALUES (0)") }
            for id in 1...5 {
                let runs = Mutex(0)
                try await store.write { db in
                    let isFirst = runs.withLock { runs in
                        runs += 1
                        return runs == 1
                    }
                    try db.execute("INSERT INTO t (id) VALUES (\(id))")
                    if isFirst { _ = try db.rows("SELECT pg_terminate_backend(pg_backend_pid())") }
                }
            }
            let count = try await store.read { db in try db.value("SELECT COUNT(*) FROM t", as: Int.self) }
            #expect(count == 6)
        }
    }

    private func cluster(_ action: String, _ folder: String) async throws -> String {
        try await onThread {
            let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
            let script = Process()
            let output = Pipe()
            script.executableURL = URL(fileURLWithPath: "\(root)/bin/postgres")
            script.arguments = [action, folder]
            script.standardOutput = output
            try script.run()
            let text = output.everything()
            script.waitUntilExit()
            return text.split(separator: "\n").last.map(String.init) ?? ""
        }
    }

    /// Blocks a thread of its own, not one of the few that all tests share.
    private func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            Thread.detachNewThread { caller.resume(with: Result { try work() }) }
        }
    }
}
