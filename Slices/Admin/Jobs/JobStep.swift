import Identity
import Jobs
import Kernel
import Storage
import Web

/// What an admin does to a job.
enum JobStep: String, CaseIterable, Sendable {
    case retry, park

    static func all(for job: ListedJob) -> [JobStep] { [job.state == .parked ? .retry : .park] }

    var summary: String {
        switch self {
        case .retry: "Give a parked job all its tries again, now"
        case .park: "Put a job aside until it is retried"
        }
    }

    /// The code of the 409 that says why it can't be done now.
    var refusal: String {
        switch self {
        case .retry: "job_not_parked"
        case .park: "job_parked"
        }
    }
}

extension AdminSlice {
    /// Throws 404 for a job that is done or never was.
    func take(_ step: JobStep, _ id: JobID, by origin: Origin, in db: Transaction) throws -> ListedJob {
        guard let job = try JobQueue.job(id, in: db) else { throw Problem.notFound }
        let isTaken =
            switch step {
            case .retry: try JobQueue.retry(id, in: db)
            case .park: try JobQueue.park(id, in: db)
            }
        guard isTaken else { throw Problem(409, step.refusal) }
        try identity.events.emit(
            step == .retry ? "job.retried" : "job.parked", business: 0, subject: id.description, by: origin,
            details: ["kind": .string(job.kind)], in: db)
        guard let job = try JobQueue.job(id, in: db) else { throw Problem.notFound }
        return job
    }
}
