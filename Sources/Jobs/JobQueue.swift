import Kernel
import Storage

/// The door to the `jobs` table. Every call is part of the caller's transaction.
package enum JobQueue {
    /// The wake-up that this process's workers of a kind listen to.
    static func topic(_ kind: String) -> String { "jobs \(kind)" }

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
            "CREATE UNIQUE INDEX jobs_live_key ON jobs (unique_key) WHERE state = 0"),
        // What was asked for a moment before the upgrade is asked for again; what was given up had the address of whoever asked.
        Migration(
            "Jobs 002 what is about people, apart",
            "ALTER TABLE jobs ADD COLUMN personal TEXT",
            "DELETE FROM jobs WHERE payload LIKE '%\"address\":%' OR payload LIKE '%\"email\":%'",
            "CREATE INDEX jobs_personal ON jobs (id) WHERE personal IS NOT NULL"),
        Migration(
            "Jobs 003 due by kind", "DROP INDEX jobs_due", "CREATE INDEX jobs_due ON jobs (state, kind, due_at)"),
    ]

    /// How long a job that was given up keeps what it says of somebody.
    package static let personalKept = Span.days(7)

    /// Writes a job of `kind`, to be run at `due` or soon after. Throws when `payload` says more than ids, numbers and names of events:
    /// people are shown it, and nobody's erasure looks there.
    /// - Parameters:
    ///   - personal: what the job has to know of somebody and what stands nowhere else yet. Only its handler reads it; an erasure finds
    ///     it by an address, and what is given up forgets it after `personalKept`.
    ///   - key: while a job with this key is live, another one is not written.
    package static func enqueue(
        _ kind: String, _ payload: [String: String] = [:], personal: [String: String] = [:], due: Instant,
        key: String? = nil, in db: Transaction
    ) throws {
        if let name = Payload.telling(payload) { throw TellingPayload(kind: kind, name: name) }
        let id: JobID = db.newID()
        let about = personal.isEmpty ? nil : try Payload.encode(personal)
        try db.post(
            """
            INSERT INTO jobs (id, kind, payload, personal, unique_key, state, due_at, first_due_at, attempts, fence)
            VALUES (\(id), \(kind), \(try Payload.encode(payload)), \(about), \(key), 0, \(due), \(due), 0, 0)
            ON CONFLICT (unique_key) WHERE state = 0 DO NOTHING
            """)
        if due <= db.now { db.wake(topic(kind)) }
    }

    /// Takes back the live job with `key`. One that is running at this moment may still finish.
    /// - Returns: whether there was one.
    @discardableResult
    package static func cancel(key: String, in db: Transaction) throws -> Bool {
        try db.execute("DELETE FROM jobs WHERE unique_key = \(key) AND state = 0") == 1
    }

    /// Takes away jobs that were given up long ago and say something of somebody: nobody waits for them any more.
    /// - Returns: how many.
    package static func forgetPersonal(in db: Transaction) throws -> Int {
        try db.execute(
            "DELETE FROM jobs WHERE personal IS NOT NULL AND state = 1 AND due_at < \(db.now - personalKept)")
    }

    /// How many jobs are due and not yet done, since when the first of them waits, and how many were given up.
    package static func figures(in db: Snapshot) throws -> (due: Int, oldest: Instant?, parked: Int) {
        let waits: SQL = "FROM jobs WHERE state = 0 AND kind = kinds.kind AND due_at <= \(db.now)"
        // From kind to kind by the index: what is to be done one day, some for each booking to come, is not walked over.
        let due = try db.first(
            """
            WITH RECURSIVE kinds AS (
                SELECT MIN(kind) AS kind FROM jobs WHERE state = 0
                UNION ALL
                SELECT (SELECT MIN(next.kind) FROM jobs next WHERE next.state = 0 AND next.kind > kinds.kind) FROM kinds
                WHERE kinds.kind IS NOT NULL)
            SELECT CAST(COALESCE(SUM(due), 0) AS BIGINT), MIN(oldest) FROM (
                SELECT (SELECT COUNT(*) \(waits)) AS due, (SELECT MIN(due_at) \(waits)) AS oldest FROM kinds
                WHERE kinds.kind IS NOT NULL) AS every
            """)
        let parked = try db.value("SELECT COUNT(*) FROM jobs WHERE state = 1", as: Int.self) ?? 0
        return (try due?[0] ?? 0, try due?[1], parked)
    }
}

/// A fault of ours: `name` of a job's payload is something else than an id, a number or an event's name.
package struct TellingPayload: Error, Equatable, CustomStringConvertible {
    package let kind: String
    package let name: String

    package var description: String { "the payload of \(kind) may say more than ids: \(name)" }
}
