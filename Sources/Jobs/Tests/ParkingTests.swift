import Kernel
import Storage
import TestSupport
import Testing

@testable import Jobs

/// What fails is tried again, and is parked in the end.
@Suite(.serialized) struct ParkingTests {
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
    func `a job that was parked before its time is still done at its time`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, stage in
            let due = stage.now + .hours(5)
            try await store.write { db in try JobQueue.enqueue("timed", due: due, in: db) }
            let job = try #require(try await store.read { db in try JobQueue.listed(limit: 1, in: db) }.first)
            func parkAndRetry() async throws -> Instant? {
                try await store.write { db in
                    try JobQueue.park(job.id, in: db)
                    try JobQueue.retry(job.id, in: db)
                }
                return try await store.read { db in try JobQueue.job(job.id, in: db) }?.nextAt
            }
            #expect(try await parkAndRetry() == due)
            stage.advance(.hours(6))
            #expect(try await parkAndRetry() == stage.now)
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
