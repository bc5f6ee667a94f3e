import Storage

/// What is done with the jobs of one kind.
package struct JobHandler: Sendable {
    package enum Work: Sendable {
        /// Exactly once: the work and the end of the job commit together, or neither does. Lazily where nobody is told of the outcome:
        /// when a crash undoes the work, the job is there again.
        case inTransaction(Durability = .full, @Sendable (Job, Transaction) throws -> Void)
        /// At least once, outside any transaction and for as long as it takes: mails, payments, calendars.
        case outside(@Sendable (Job) async throws -> Void)
    }

    package let kind: String
    /// How many tries a job gets before it is parked.
    package let attempts: Int
    package let work: Work

    package init(_ kind: String, attempts: Int = 8, _ work: Work) {
        self.kind = kind
        self.attempts = max(1, attempts)
        self.work = work
    }
}
