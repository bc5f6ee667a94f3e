import Kernel
import Storage

/// The door to the `jobs` table. Every call is part of the caller's transaction.
package enum JobQueue {
    /// The wake-up that workers of this process listen to.
    static let topic = "jobs"

    package static let migrations = [
        Migration(
            "Jobs 001 jobs",
            """
            CREATE TABLE jobs (
                id BIGINT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                payload TEXT NOT NULL,
                unique_key TEXT,
                state BIGINT NOT NULL CHECK (state IN (0, 1)),
                due_at BIGINT NOT NULL,
                first_due_at BIGINT NOT NULL,
                attempts BIGINT NOT NULL CHECK (attempts >= 0),
                fence BIGINT NOT NULL,
                last_error TEXT
            )
            """,
            "CREATE INDEX jobs_due ON jobs (state, due_at)",
            "CREATE UNIQUE INDEX jobs_live_key ON jobs (unique_key) WHERE state = 0")
    ]

    /// Writes a job of `kind`, to be run at `due` or soon after.
    /// - Parameter key: while a job with this key is live, another one is not written.
    package static func enqueue(
        _ kind: String, _ payload: [String: String] = [:], due: Instant, key: String? = nil, in db: Transaction
    ) throws {
        let id: JobID = db.newID()
        try db.post(
            """
            INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, first_due_at, attempts, fence)
            VALUES (\(id), \(kind), \(try Payload.encode(payload)), \(key), 0, \(due), \(due), 0, 0)
            ON CONFLICT (unique_key) WHERE state = 0 DO NOTHING
            """)
        if due <= db.now { db.wake(topic) }
    }

    /// Takes back the live job with `key`. One that is running at this moment may still finish.
    /// - Returns: whether there was one.
    @discardableResult
    package static func cancel(key: String, in db: Transaction) throws -> Bool {
        try db.execute("DELETE FROM jobs WHERE unique_key = \(key) AND state = 0") == 1
    }

    /// How many jobs are due and not yet done, since when the first of them waits, and how many were given up.
    package static func figures(in db: Snapshot) throws -> (due: Int, oldest: Instant?, parked: Int) {
        let due = try db.first("SELECT COUNT(*), MIN(due_at) FROM jobs WHERE state = 0 AND due_at <= \(db.now)")
        let parked = try db.value("SELECT COUNT(*) FROM jobs WHERE state = 1", as: Int.self) ?? 0
        return (try due?[0] ?? 0, try due?[1], parked)
    }
}
