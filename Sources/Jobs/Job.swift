import Kernel
import Storage

package struct JobID: EntityID, ColumnValue {
    package static let prefix = "job"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Work due at a time, written in the transaction of its cause.
package struct Job: Sendable {
    package let id: JobID
    /// Which handler it is for: `"Bookings.expire"`.
    package let kind: String
    /// Ids and little else: what the work needs is read when it runs.
    package let payload: [String: String]
    /// What is about somebody, for the handler alone.
    package let personal: [String: String]
    /// When it was first due; how late it is counts from here.
    package let dueAt: Instant
    /// 1 on the first try.
    package let attempt: Int
    /// Rises each time the job is taken; who holds an older one may not finish it.
    package let fence: Int
    /// What went wrong the last time.
    package let lastError: String?
}
