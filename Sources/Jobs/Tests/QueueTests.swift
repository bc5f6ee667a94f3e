import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// When a job is there, and when it is due.
@Suite(.serialized) struct QueueTests {
    @Test(arguments: TestEngine.available)
    func `a job is not taken before it is due`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            let runs = Mutex(0)
            let worker = Worker(store, JobHandler("later", .inTransaction { _, _ in runs.withLock { $0 += 1 } }))
            try await store.write { db in try JobQueue.enqueue("later", due: db.now + .seconds(10), in: db) }
            stage.advance(.milliseconds(9_999))
            let early = try await worker.drain()
            stage.advance(.milliseconds(1))
            let onTime = try await worker.drain()
            #expect([early, onTime, runs.withLock { $0 }] == [0, 1, 1])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a key admits one live job, and is free again when the job ends`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            let payloads = Mutex<[String]>([])
            let worker = Worker(
                store,
                JobHandler("once", .inTransaction { job, _ in payloads.withLock { $0.append(job.payload["n"] ?? "") } })
            )
            func enqueue(_ name: String) async throws {
                try await store.write { db in try JobQueue.enqueue("once", ["n": name], due: db.now, key: "k", in: db) }
            }
            try await enqueue("1")
            try await enqueue("2")
            try await worker.drain()
            try await enqueue("3")
            let (cancelled, nothing) = try await store.write { db in
                (try JobQueue.cancel(key: "k", in: db), try JobQueue.cancel(key: "k", in: db))
            }
            try await worker.drain()
            #expect(payloads.withLock { $0 } == ["1"])
            #expect(cancelled && !nothing)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an undone transaction leaves no job, and a committed one wakes the worker`(_ engine: TestEngine) async throws
    {
        try await TestDatabase.with(engine, migrations: tables) { store in
            let seen = Mutex<[ContinuousClock.Instant]>([])
            let handler = JobHandler("now", .inTransaction { _, _ in seen.withLock { $0.append(.now) } })
            let worker = Worker(store: store, handlers: [handler], logger: silent, poll: .seconds(600))
            let task = Task { await worker.run() }
            try await Task.sleep(for: .milliseconds(200))
            try? await store.write { db in
                try JobQueue.enqueue("now", due: db.now, in: db)
                throw Broken()
            }
            let started = ContinuousClock.now
            try await store.write { db in try JobQueue.enqueue("now", due: db.now, in: db) }
            for _ in 0..<3_000 where seen.withLock({ $0.isEmpty }) { try await Task.sleep(for: .milliseconds(10)) }
            task.cancel()
            await task.value
            let times = seen.withLock { $0 }
            #expect(times.count == 1)
            if let first = times.first { #expect(first - started < .seconds(30)) }
        }
    }

    @Test(arguments: TestEngine.available)
    func `jobs of unknown kinds are left for nodes that know them`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, _ in
            try await store.write { db in try JobQueue.enqueue("newer", due: db.now, in: db) }
            let ran = try await Worker(store, JobHandler("older", .inTransaction { _, _ in })).drain()
            let left = try await live(store)
            #expect([ran, left] == [0, 1])
        }
    }

    @Test(arguments: TestEngine.available)
    func `due jobs are found by their index`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, _ in
            try await store.write { db in
                for number in 0..<3000 { try JobQueue.enqueue("k", due: db.now + .seconds(number + 1), in: db) }
                for _ in 0..<3000 { try JobQueue.enqueue("slow", due: db.now, in: db) }
            }
            if engine == .postgres { try await store.write { db in try db.script("ANALYZE jobs") } }
            let plan = try await store.read { db in
                let sql = Job.due(["k", "l"], limit: 16, in: db)
                let explain: SQL = db.dialect == .sqlite ? "EXPLAIN QUERY PLAN \(sql)" : "EXPLAIN \(sql)"
                return try db.rows(explain).map { "\($0.values)" }.joined(separator: "\n")
            }
            let entered =
                engine == .sqlite
                ? "jobs_due (state=? AND kind=? AND due_at<?)" : "Index Cond: ((state = 0) AND (kind ="
            #expect(plan.ranges(of: entered).count == 2, "\(plan)")
            // Once, over the few that all kinds give; never over all that is due.
            #expect(plan.ranges(of: engine == .sqlite ? "TEMP B-TREE" : "Sort Key").count <= 1, "\(plan)")
        }
    }

    @Test(arguments: TestEngine.available)
    func `what has been due for longest is taken first, of whichever kind`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            try await store.write { db in
                for (number, kind) in ["a", "b", "b", "b", "a", "other", "b"].enumerated() {
                    try JobQueue.enqueue(kind, ["n": "\(number)"], due: db.now - .seconds(100 - number), in: db)
                }
            }
            var taken: [[String?]] = []
            for _ in 0..<3 {
                let jobs = try await store.write { db in
                    try Job.take(["a", "b", "c"], limit: 4, lease: .seconds(60), in: db)
                }
                taken.append(jobs.map { $0.payload["n"] })
            }
            #expect(taken == [["0", "1", "2", "3"], ["4", "6"], []])
        }
    }
}
