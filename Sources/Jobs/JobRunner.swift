import CoreMetrics
import Kernel
import Logging
import Storage

/// Runs one taken job to its end, whatever that is.
struct JobRunner: Sendable {
    let store: any Store
    let handlers: [String: JobHandler]
    let lease: Span
    let logger: Logger
    let metrics: any MetricsFactory

    static let runs = "daybook_jobs_total"
    static let seconds = "daybook_job_seconds"

    func run(_ job: Job) async {
        guard let handler = handlers[job.kind] else { return }
        let began = ContinuousClock.now
        let outcome = await end(job, handler)
        let took = (ContinuousClock.now - began) / .nanoseconds(1)
        CoreMetrics.Timer(label: Self.seconds, dimensions: [("kind", job.kind)], factory: metrics)
            .recordNanoseconds(Int64(took))
        Counter(label: Self.runs, dimensions: [("kind", job.kind), ("outcome", outcome)], factory: metrics).increment()
    }

    /// Runs the work; answers how it went.
    private func end(_ job: Job, _ handler: JobHandler) async -> String {
        do {
            guard job.attempt <= handler.attempts else { throw Vanished() }
            switch handler.work {
            case .inTransaction(let durability, let work): try await finish(job, durability, work)
            case .outside(let work): try await finish(job, work)
            }
            return "done"
        } catch {
            await record(error, of: job, handler)
            return job.attempt >= handler.attempts ? "parked" : "failed"
        }
    }

    private func finish(
        _ job: Job, _ durability: Durability, _ work: @escaping @Sendable (Job, Transaction) throws -> Void
    ) async throws {
        try await store.write(durability) { db in
            guard try job.delete(in: db) else { return }
            try work(job, db)
        }
    }

    /// The lease is renewed while the work goes on; when it is lost all the same, the work is cancelled.
    private func finish(_ job: Job, _ work: @escaping @Sendable (Job) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work(job) }
            group.addTask { try await keepLease(of: job) }
            defer { group.cancelAll() }
            try await group.next()
        }
        _ = try await store.write { db in try job.delete(in: db) }
    }

    private func keepLease(of job: Job) async throws {
        let lease = lease
        while true {
            try await Task.sleep(for: .milliseconds(lease.milliseconds / 3))
            guard try await store.write({ db in try job.renew(lease, in: db) }) else { throw Overtaken() }
        }
    }

    private func record(_ error: any Error, of job: Job, _ handler: JobHandler) async {
        guard !(error is Overtaken), !Task.isCancelled else { return }
        let reason = String("\(error)".prefix(1000))
        let isLast = job.attempt >= handler.attempts
        logger.warning(
            "job failed",
            metadata: [
                "job": "\(job.id)", "kind": "\(job.kind)", "attempt": "\(job.attempt)", "parked": "\(isLast)",
                "error": "\(reason)",
            ])
        do {
            try await store.write { db in
                if isLast {
                    try job.park(because: reason, in: db)
                } else {
                    try job.postpone(Backoff.delay(after: job.attempt), because: reason, in: db)
                }
            }
        } catch {
            logger.error("job's failure not recorded", metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }
}

/// The lease went to another worker, who now has the job.
private struct Overtaken: Error {}

/// Every worker that took the job died before it could say why.
private struct Vanished: Error, CustomStringConvertible {
    var description: String { "no worker lived to finish it" }
}
