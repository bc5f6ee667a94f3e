import Jobs
import Kernel
import Storage

extension MessageSlice {
    /// A job that writes what an event asks for, once: `work` is given the event's id and what the event is about.
    func composing<Subject: EntityID>(
        _ kind: String, _ durability: Durability = .full,
        _ work: @escaping @Sendable (_ event: String, Subject, Job, Transaction) throws -> Void
    ) -> JobHandler {
        JobHandler(
            kind,
            .inTransaction(durability) { job, db in
                guard let event = job.payload["event"], let subject = job.payload["subject"].flatMap({ Subject($0) })
                else { return }
                try work(event, subject, job, db)
            })
    }
}
