import House
import Jobs
import Kernel
import Storage

/// After an erasure the files of the database still have the old text in them, until it is written over. A job sees to that.
extension PrivacySlice {
    /// Erasures of so long are swept together: somebody waits for those that they have asked for, and nobody for those that were due.
    private static func gathering(_ cause: ErasureCause) -> Span { cause == .retention ? .minutes(10) : .seconds(10) }

    func purgeSoon(_ cause: ErasureCause, in db: Transaction) throws {
        // One that is running has perhaps passed this table already: the key of the next one is another.
        let step = Self.gathering(cause).milliseconds
        let due = Instant(milliseconds: (db.now.milliseconds / step + 1) * step)
        try JobQueue.enqueue("Privacy.purge", due: due, key: "purge \(due.milliseconds)", in: db)
    }

    var purgeJob: JobHandler {
        let tables = holdings.compactMap(\.swept)
        return JobHandler("Privacy.purge", attempts: 20, .outside { _ in try await house.store.purge(tables) })
    }
}
