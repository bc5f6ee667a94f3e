import Kernel
import Storage

/// A job as people see it.
package struct ListedJob: Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Not tried yet.
        case waiting
        /// Being run, or failed and to be tried again.
        case trying
        /// Given up after its last try, or put aside by hand.
        case parked
    }

    package let id: JobID
    package let kind: String
    package let payload: [String: String]
    package let state: State
    /// When it was to be done at first.
    package let dueAt: Instant
    /// When it is tried next; of a parked job, when it was parked.
    package let nextAt: Instant
    package let attempts: Int
    package let lastError: String?

    static let columns: SQL = "id, kind, payload, state, first_due_at, due_at, attempts, last_error"

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        payload = try Payload.decode(row["payload"])
        dueAt = try row["first_due_at"]
        nextAt = try row["due_at"]
        attempts = try row["attempts"]
        lastError = try row["last_error"]
        let stored: Int = try row["state"]
        let isParked = stored == JobState.parked.rawValue
        state = isParked ? .parked : attempts > 0 ? .trying : .waiting
    }
}

/// What people look after when work does not end by itself (N4).
extension JobQueue {
    /// The jobs that are not done, the latest written first.
    /// - Parameters:
    ///   - kind: the beginning of a kind's name: `Messages` or `Messages.send`.
    ///   - after: the last one of the page before.
    package static func listed(
        _ state: ListedJob.State? = nil, kind: String? = nil, after: JobID? = nil, limit: Int, in db: Snapshot
    ) throws -> [ListedJob] {
        let ofState: SQL =
            switch state {
            case .waiting: "state = 0 AND attempts = 0"
            case .trying: "state = 0 AND attempts > 0"
            case .parked: "state = 1"
            case nil: "1 = 1"
            }
        var conditions = [ofState]
        if let kind { conditions.append(SearchText(kind, isPrefix: true).isIn("kind")) }
        if let after { conditions.append("id < \(after)") }
        return try db.rows(
            """
            SELECT \(ListedJob.columns) FROM jobs
            WHERE \(SQL.joined(conditions, by: " AND ")) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(ListedJob.init)
    }

    package static func job(_ id: JobID, in db: Snapshot) throws -> ListedJob? {
        try db.first("SELECT \(ListedJob.columns) FROM jobs WHERE id = \(id)").map(ListedJob.init)
    }

    /// Gives a parked job all its tries again: now, or when it was to be done at first where that is still to come.
    /// - Returns: false when it is not parked, or a live job has taken its key.
    @discardableResult
    package static func retry(_ id: JobID, in db: Transaction) throws -> Bool {
        let kinds: [String] = try db.rows(
            """
            UPDATE jobs SET state = 0, attempts = 0,
                due_at = CASE WHEN first_due_at > \(db.now) THEN first_due_at ELSE \(db.now) END
            WHERE id = \(id) AND state = 1 AND NOT EXISTS (
                SELECT 1 FROM jobs other WHERE other.unique_key = jobs.unique_key AND other.state = 0)
            RETURNING kind
            """
        ).map { try $0[0] }
        for kind in kinds { db.wake(topic(kind)) }
        return !kinds.isEmpty
    }

    /// Puts a job aside until somebody retries it. A worker that has it at this moment can't end it any more: what it does in a
    /// transaction is undone, what it does outside may have happened.
    /// - Returns: false when it is parked already, or done.
    @discardableResult
    package static func park(_ id: JobID, in db: Transaction) throws -> Bool {
        try db.execute(
            "UPDATE jobs SET state = 1, fence = fence + 1, due_at = \(db.now) WHERE id = \(id) AND state = 0") == 1
    }
}
