import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// Who has a job, and what becomes of it when its worker dies.
@Suite(.serialized) struct LeaseTests {
    @Test(arguments: TestEngine.available)
    func `four workers do each job in a transaction exactly once`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            let count = 400
            try await store.write { db in
                for number in 0..<count { try JobQueue.enqueue("count", ["n": "\(number)"], due: db.now, in: db) }
            }
            let runs = Mutex(0)
            let handler = JobHandler(
                "count",
                .inTransaction { job, db in
                    runs.withLock { $0 += 1 }
                    let id: JobID = db.newID()
                    try db.execute("INSERT INTO done (id, job_id) VALUES (\(id), \(job.id))")
                })
            let workers = (0..<4).map { _ in Worker(store, handler) }
            let tasks = workers.map { worker in Task { await worker.run() } }
            let started = ContinuousClock.now
            while try await live(store) > 0, ContinuousClock.now - started < .seconds(180) {
                try await Task.sleep(for: .milliseconds(20))
            }
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            let (rows, jobs) = try await store.read { db in
                (
                    try db.value("SELECT COUNT(*) FROM done", as: Int.self),
                    try db.value("SELECT COUNT(DISTINCT job_id) FROM done", as: Int.self)
                )
            }
            print(
                "\(engine): \(count) jobs, 4 workers: done \(rows ?? -1), different \(jobs ?? -1), in \(ContinuousClock.now - started)"
            )
            #expect(rows == count)
            #expect(jobs == count)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a lease that ran out passes to another worker, and the first one can't finish the job`(_ engine: TestEngine)
        async throws
    {
        try await onStage(engine) { store, stage in
            try await store.write { db in try JobQueue.enqueue("slow", due: db.now, in: db) }
            let take = {
                try await store.write { db in try Job.take(["slow"], limit: 16, lease: .seconds(60), in: db) }
            }
            let first = try await take()
            let tooEarly = try await take()
            stage.advance(.seconds(60))
            let second = try await take()
            let old = try #require(first.first)
            let new = try #require(second.first)
            #expect(tooEarly.isEmpty)
            #expect(old.id == new.id && new.fence == old.fence + 1 && new.attempt == 2)
            let (lateEnd, lateRenewal, end) = try await store.write { db in
                (try old.delete(in: db), try old.renew(.seconds(60), in: db), try new.delete(in: db))
            }
            #expect(!lateEnd && !lateRenewal && end)
        }
    }

    @Test(arguments: TestEngine.available)
    func `an outside job whose worker died after the work is done again`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            let sent = Mutex(0)
            try await store.write { db in try JobQueue.enqueue("mail", due: db.now, in: db) }
            // The first worker takes the job, does the work, and dies before it can say so.
            _ = try await store.write { db in try Job.take(["mail"], limit: 1, lease: .seconds(60), in: db) }
            sent.withLock { $0 += 1 }
            let worker = Worker(store, JobHandler("mail", .outside { _ in sent.withLock { $0 += 1 } }))
            let early = try await worker.drain()
            stage.advance(.seconds(61))
            let late = try await worker.drain()
            let left = try await live(store)
            #expect([early, late, sent.withLock { $0 }, left] == [0, 1, 2, 0])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a long outside job keeps its lease while it works`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine, migrations: tables) { store in
            let runs = Mutex(0)
            let handler = JobHandler(
                "long",
                .outside { _ in
                    runs.withLock { $0 += 1 }
                    try await Task.sleep(for: .milliseconds(12_000))
                })
            try await store.write { db in try JobQueue.enqueue("long", due: db.now, in: db) }
            let tasks = (0..<2).map { _ in Task { await Worker(store, handler, lease: .milliseconds(8_000)).run() } }
            try await Task.sleep(for: .milliseconds(15_000))
            for task in tasks { task.cancel() }
            for task in tasks { await task.value }
            let left = try await live(store)
            #expect(runs.withLock { $0 } == 1)
            #expect(left == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a job that no worker survives is parked`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            try await store.write { db in try JobQueue.enqueue("deadly", due: db.now, in: db) }
            for _ in 0..<2 {
                _ = try await store.write { db in try Job.take(["deadly"], limit: 1, lease: .seconds(60), in: db) }
                stage.advance(.seconds(60))
            }
            let runs = Mutex(0)
            try await Worker(store, JobHandler("deadly", attempts: 2, .outside { _ in runs.withLock { $0 += 1 } }))
                .drain()
            let parked = try await store.read { db in try JobQueue.listed(.parked, limit: 10, in: db) }
            #expect(runs.withLock { $0 } == 0)
            #expect(parked.map(\.lastError) == ["no worker lived to finish it"])
        }
    }
}
