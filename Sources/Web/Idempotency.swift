import Crypto
import Kernel
import Storage

/// Makes a repeated request harmless (D15): the first answer is stored with its `Idempotency-Key` in the transaction that
/// did the work, and the same key with the same body gets that answer again. Draft-ietf-httpapi-idempotency-key-header.
package enum Idempotency {
    package static let migrations = [
        Migration(
            "Web 001 idempotency keys",
            """
            CREATE TABLE idempotency_keys (
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                status BIGINT NOT NULL,
                answer TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (scope, key))
            """,
            "CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)"),
        Migration(
            "Web 002 how long an answer is of use",
            "ALTER TABLE idempotency_keys ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0",
            "UPDATE idempotency_keys SET ends_at = created_at + 172800000",
            "DROP INDEX idempotency_keys_age",
            "CREATE INDEX idempotency_keys_end ON idempotency_keys (ends_at)"),
    ]

    /// How long an answer is kept.
    package static let retention = Span.days(2)

    /// Runs `work` in `db`, once per key. A refusal stores nothing: it changed nothing, and asking again decides afresh.
    /// - Parameter life: how long the answer is of any use: what has a token of ten minutes in it is not kept for days.
    package static func once(
        _ visit: Visit, for life: Span = retention, in db: Transaction, _ work: () throws -> Answer
    ) throws -> Answer {
        guard let key = try key(of: visit) else { return try work() }
        let known = try claim(key, scope(visit), fingerprint: fingerprint(visit.incoming.body), for: life, in: db)
        if let known {
            return Answer.json(bytes: Array(known.text.utf8), status: known.status).with("idempotent-replayed", "true")
        }
        let answer = try work()
        try store(answer.text, answer.status, key, scope(visit), in: db)
        return answer
    }

    /// The same for a form, which carries its key in a field: `work` gives what is to be remembered, such as where to go next.
    /// Whoever sends a form again, with whatever in it, is told the outcome of the first time.
    package static func once(_ visit: Visit, form key: String, in db: Transaction, _ work: () throws -> String) throws
        -> String
    {
        if let known = try claim(key, scope(visit), fingerprint: "form", for: retention, in: db) { return known.text }
        let outcome = try work()
        try store(outcome, 303, key, scope(visit), in: db)
        return outcome
    }

    private static func scope(_ visit: Visit) -> String {
        "\(visit.visitor.signedIn.map { "user \($0.id)" } ?? "guest") \(visit.incoming.method.rawValue) \(visit.incoming.path)"
    }

    private static func fingerprint(_ body: [UInt8]) -> String {
        SHA256.hash(data: body).hexadecimal
    }

    /// Takes the key, or tells what is stored with it.
    private static func claim(
        _ key: String, _ scope: String, fingerprint: String, for life: Span, in db: Transaction
    ) throws -> (status: Int, text: String)? {
        let claimed = try db.execute(
            """
            INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, created_at, ends_at)
            VALUES (\(scope), \(key), \(fingerprint), 0, '', \(db.now), \(db.now + life)) ON CONFLICT (scope, key) DO NOTHING
            """)
        return claimed == 0 ? try stored(scope, key, fingerprint, in: db) : nil
    }

    private static func store(_ text: String, _ status: Int, _ key: String, _ scope: String, in db: Transaction) throws
    {
        try db.post(
            """
            UPDATE idempotency_keys SET status = \(status), answer = \(text)
            WHERE scope = \(scope) AND key = \(key)
            """)
    }

    private static func key(of visit: Visit) throws(Problem) -> String? {
        guard let key = visit.incoming.header("idempotency-key") else { return nil }
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(400, "idempotency_key_unreadable")
        }
        return key
    }

    private static func stored(
        _ scope: String, _ key: String, _ fingerprint: String, in db: Transaction
    ) throws -> (status: Int, text: String) {
        let row = try db.first(
            "SELECT fingerprint, status, answer FROM idempotency_keys WHERE scope = \(scope) AND key = \(key)")
        guard let row else { throw Problem(409, "idempotency_key_in_use") }
        guard try row["fingerprint"] == fingerprint else { throw Problem(422, "idempotency_key_reused") }
        return (try row["status"], try row["answer"])
    }

    /// Forgets up to `limit` answers that are of no use any more; housekeeping calls it. Returns how many.
    package static func forget(limit: Int, in db: Transaction) throws -> Int {
        try db.execute(
            """
            DELETE FROM idempotency_keys WHERE (scope, key) IN (
                SELECT scope, key FROM idempotency_keys WHERE ends_at < \(db.now)
                ORDER BY ends_at LIMIT \(limit))
            """)
    }
}
