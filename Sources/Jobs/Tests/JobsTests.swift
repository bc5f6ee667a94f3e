import Kernel
import Logging
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

private let tables =
    JobQueue.migrations + [
        Migration("T 001", "CREATE TABLE done (id BIGINT NOT NULL PRIMARY KEY, job_id BIGINT NOT NULL)")
    ]

/// A store whose time stands still until a test moves it.
private final class Stage: Sendable {
    private let time = Mutex(Instant(milliseconds: 1_800_000_000_000))
    var now: Instant { time.withLock { $0 } }
    func advance(_ span: Span) { time.withLock { $0 = $0 + span } }
}

private func onStage(
    _ engine: TestEngine, _ body: (any Store, Stage) async throws -> Void
) async throws {
    let stage = Stage()
    try await TestDatabase.with(engine, migrations: tables, clock: { stage.now }, connections: 6) { store in
        try await body(store, stage)
    }
}

private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

private struct Broken: Error, CustomStringConvertible { let description = "the printer is on fire" }

extension Worker {
    fileprivate init(_ store: any Store, _ handlers: JobHandler..., lease: Span = .seconds(60)) {
        self.init(store: store, handlers: handlers, logger: silent, lease: lease, poll: .milliseconds(50))
    }
}

private func live(_ store: any Store) async throws -> Int {
    try await store.read { db in try db.value("SELECT COUNT(*) FROM jobs WHERE state = 0") ?? -1 }
}

@Suite(.serialized) struct JobsTests {
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
    func `a job's failure undoes its work, and the next try comes later each time until it is parked`(
        _ engine: TestEngine
    ) async throws {
        try await onStage(engine) { store, stage in
            let handler = JobHandler(
                "fails", attempts: 3,
                .inTransaction { job, db in
                    try db.execute("INSERT INTO done (id, job_id) VALUES (1, \(job.id))")
                    throw Broken()
                })
            let worker = Worker(store, handler)
            try await store.write { db in try JobQueue.enqueue("fails", ["a": "1"], due: db.now, in: db) }
            var waits: [Int64] = []
            var tries = 0
            for _ in 0..<3 {
                tries += try await worker.drain()
                let due: Instant? = try await store.read { db in try db.value("SELECT due_at FROM jobs WHERE state = 0")
                }
                guard let due else { break }
                waits.append((due - stage.now).milliseconds)
                stage.advance(due - stage.now)
            }
            let parked = try await store.read { db in try JobQueue.listed(.parked, limit: 10, in: db) }
            let after = try await store.read { db in try db.value("SELECT COUNT(*) FROM done", as: Int.self) }
            #expect(tries == 3)
            #expect(waits.count == 2 && (800...1200).contains(waits[0]) && (1600...2400).contains(waits[1]))
            #expect(
                parked.count == 1 && parked[0].lastError == "the printer is on fire" && parked[0].payload == ["a": "1"])
            #expect(after == 0)

            let retried = try await store.write { db in try JobQueue.retry(parked[0].id, in: db) }
            let again = try await worker.drain()
            #expect(retried && again == 1)
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

    @Test(arguments: TestEngine.available)
    func `a job that is parked by hand leaves whoever has it nothing to end, and comes back whole`(
        _ engine: TestEngine
    ) async throws {
        try await onStage(engine) { store, stage in
            try await store.write { db in try JobQueue.enqueue("slow", due: db.now, key: "k", in: db) }
            let taken = try await store.write { db in
                try Job.take(["slow"], limit: 1, lease: .seconds(60), in: db)
            }
            let job = try #require(taken.first)
            let (first, second) = try await store.write { db in
                (try JobQueue.park(job.id, in: db), try JobQueue.park(job.id, in: db))
            }
            let ended = try await store.write { db in try job.delete(in: db) }
            #expect([first, second, ended] == [true, false, false])
            // Its key is free meanwhile: as long as another job has it, this one stays aside.
            try await store.write { db in try JobQueue.enqueue("slow", due: db.now, key: "k", in: db) }
            #expect(try await store.write { db in try JobQueue.retry(job.id, in: db) } == false)
            try await store.write { db in _ = try JobQueue.cancel(key: "k", in: db) }
            #expect(try await store.write { db in try JobQueue.retry(job.id, in: db) })
            let left = try await store.read { db in try JobQueue.listed(kind: "sl", limit: 10, in: db) }
            #expect(left.map(\.id) == [job.id] && left[0].state == .waiting)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a payload that could say something of somebody is refused`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, _ in
            let telling = [
                "john@example.com", "192.0.2.7", "2001:db8::1", "Mozilla/5.0 (X11)", "John Doe", "john", "K7M2Q9XA",
                "bkg_1 bkg_2", "bkg_", "_1", "usr_JOHN", "abcde_1", "12345678901234567890", "-", "é",
            ]
            for text in telling {
                await #expect(throws: TellingPayload(kind: "k", name: "about")) {
                    try await store.write { db in
                        try JobQueue.enqueue("k", ["booking": "bkg_1", "about": text], due: db.now, in: db)
                    }
                }
            }
            for text in ["john@example.com", "Mozilla/5.0", "192.0.2.7", "John", "john doe"] {
                await #expect(throws: TellingPayload(kind: "k", name: "actor")) {
                    try await store.write { db in try JobQueue.enqueue("k", ["actor": text], due: db.now, in: db) }
                }
            }
            try await store.write { db in
                let plain = [
                    "action": "user.password_reset_requested", "actor": "customer", "business": "-12",
                    "event": "evt_1f8kq",
                    "none": "",
                ]
                try JobQueue.enqueue("k", plain, due: db.now, in: db)
            }
            #expect(try await live(store) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what a job knows of somebody is its handler's alone, and is forgotten a week after it was given up`(
        _ engine: TestEngine
    ) async throws {
        try await onStage(engine) { store, stage in
            let known = Mutex<[String: String]>([:])
            let worker = Worker(
                store,
                JobHandler(
                    "asks", attempts: 1,
                    .inTransaction { job, _ in
                        known.withLock { $0 = job.personal }
                        throw Broken()
                    }))
            let about = ["email": "john@example.com", "agent": #"Moz "9" \ é"#]
            try await store.write { db in
                try JobQueue.enqueue("asks", ["n": "1"], personal: about, due: db.now, in: db)
                try JobQueue.enqueue("asks", ["n": "2"], due: db.now, in: db)
            }
            try await worker.drain()
            let listed = try await store.read { db in try JobQueue.listed(.parked, limit: 10, in: db) }
            #expect(listed.count == 2 && !"\(listed)".contains("john") && !"\(listed)".contains("Moz"))
            let held: String? = try await store.read { db in
                try db.value("SELECT personal FROM jobs WHERE personal IS NOT NULL")
            }
            #expect(held?.contains("john@example.com") == true)
            stage.advance(JobQueue.personalKept)
            #expect(try await store.write { db in try JobQueue.forgetPersonal(in: db) } == 0)
            let first = try #require(listed.last)
            #expect(try await store.write { db in try JobQueue.retry(first.id, in: db) })
            try await worker.drain()
            #expect(known.withLock { $0 } == about)
            stage.advance(JobQueue.personalKept + .milliseconds(1))
            #expect(try await store.write { db in try JobQueue.forgetPersonal(in: db) } == 1)
            #expect(try await store.read { db in try JobQueue.listed(limit: 10, in: db) }.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `due jobs are found by their index`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, _ in
            try await store.write { db in
                for number in 0..<3000 { try JobQueue.enqueue("k", due: db.now + .seconds(number + 1), in: db) }
            }
            if engine == .postgres { try await store.write { db in try db.script("ANALYZE jobs") } }
            let plan = try await store.read { db in
                let sql: SQL =
                    "SELECT id FROM jobs WHERE state = 0 AND due_at <= \(db.now) AND kind IN ('k') ORDER BY due_at LIMIT 16"
                let explain: SQL = db.dialect == .sqlite ? "EXPLAIN QUERY PLAN \(sql)" : "EXPLAIN \(sql)"
                return try db.rows(explain).map { "\($0.values)" }.joined(separator: "\n")
            }
            #expect(plan.contains("jobs_due"))
            #expect(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"))
        }
    }
}

struct BackoffTests {
    @Test func `a failed job waits twice as long each time, within a fifth, up to an hour`() {
        for attempt in 1...40 {
            let middle = min(3_600_000, 1000 * Int64(1) << min(20, attempt - 1))
            let delays = [-1.0, -0.3, 0, 0.7, 1].map { Backoff.delay(after: attempt, chance: $0).milliseconds }
            #expect(delays == delays.sorted())
            #expect(delays[0] == middle * 8 / 10 && delays[2] == middle && delays[4] == middle * 12 / 10)
            #expect((middle * 8 / 10...middle * 12 / 10).contains(Backoff.delay(after: attempt).milliseconds))
        }
    }
}
