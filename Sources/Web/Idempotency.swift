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

    /// Runs `work` in `db`, once per key. A refusal stores nothing: it changed nothing, and asking again decides afresh. Who may ask is
    /// decided before, each time: whoever may no longer do something is not told again what came of it.
    /// - Parameter life: how long the answer is of any use: what has a token of ten minutes in it is not kept for days.
    package static func once(
        _ visit: Visit, for life: Span = retention, in db: Transaction, _ work: () throws -> Answer
    ) throws -> RepeatableAnswer {
        guard let key = try key(of: visit) else { return RepeatableAnswer(try work()) }
        let claim = Claim(key: key, scope: scope(visit), fingerprint: fingerprint(visit.incoming), life: life)
        if let known = try take(claim, in: db) {
            return RepeatableAnswer(known.answer.with("idempotent-replayed", "true"))
        }
        let answer = try work()
        try store(answer.text, answer.status, claim, in: db)
        return RepeatableAnswer(answer)
    }

    /// The same for a form, which carries its key in a field: `work` gives what is to be remembered, such as where to go next.
    /// Whoever sends a form again, with whatever in it, is told the outcome of the first time.
    package static func once(_ visit: Visit, form key: String, in db: Transaction, _ work: () throws -> String) throws
        -> String
    {
        let claim = Claim(key: key, scope: scope(visit), fingerprint: "form", life: retention)
        if let known = try take(claim, in: db) { return known.text }
        let outcome = try work()
        try store(outcome, 303, claim, in: db)
        return outcome
    }

    /// Whose key it is, and of which request. An API key is told less than its owner, and strangers each have their own link: what one
    /// was told, no other is told.
    private static func scope(_ visit: Visit) -> String {
        var parts = ["guest"]
        if let user = visit.visitor.signedIn {
            parts = ["user \(user.id)"] + (user.scopes.map { ["for \($0.sorted().joined(separator: ","))"] } ?? [])
        }
        if let holder = visit.holder { parts.append("by \(SHA256.hash(data: Array(holder.utf8)).hexadecimal)") }
        return (parts + [visit.incoming.method.rawValue, visit.incoming.path]).joined(separator: " ")
    }

    private static func fingerprint(_ incoming: Incoming) -> String {
        let query = incoming.query.isEmpty ? [] : Array("?\(incoming.query)\n".utf8)
        return SHA256.hash(data: query + incoming.body).hexadecimal
    }

    private struct Claim {
        let key: String
        let scope: String
        let fingerprint: String
        let life: Span
    }

    private struct Stored {
        let status: Int
        let text: String

        var answer: Answer { text.isEmpty ? Answer(status) : .json(bytes: Array(text.utf8), status: status) }
    }

    /// Takes the key, or tells what is stored with it. An answer that has had its time is none, whenever housekeeping comes by.
    private static func take(_ claim: Claim, in db: Transaction) throws -> Stored? {
        let taken = try db.execute(
            """
            \(row(claim, status: 0, answer: "", in: db)) ON CONFLICT (scope, key) DO UPDATE SET
                fingerprint = excluded.fingerprint, status = excluded.status, answer = excluded.answer,
                created_at = excluded.created_at, ends_at = excluded.ends_at
            WHERE idempotency_keys.ends_at <= \(db.now)
            """)
        return taken == 0 ? try stored(claim, in: db) : nil
    }

    /// The row is written anew where an erasure has taken it: its scope may name who was erased.
    private static func store(_ text: String, _ status: Int, _ claim: Claim, in db: Transaction) throws {
        try db.post(
            """
            \(row(claim, status: status, answer: text, in: db)) ON CONFLICT (scope, key) DO UPDATE SET
                status = excluded.status, answer = excluded.answer
            """)
    }

    private static func row(_ claim: Claim, status: Int, answer: String, in db: Transaction) -> SQL {
        """
        INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, created_at, ends_at)
        VALUES (\(claim.scope), \(claim.key), \(claim.fingerprint), \(status), \(answer), \(db.now), \(db.now + claim.life))
        """
    }

    private static func stored(_ claim: Claim, in db: Transaction) throws -> Stored {
        let row = try db.first(
            """
            SELECT fingerprint, status, answer FROM idempotency_keys WHERE scope = \(claim.scope) AND key = \(claim.key)
            """)
        guard let row else { throw Problem(409, "idempotency_key_in_use") }
        guard try row["fingerprint"] == claim.fingerprint else { throw Problem(422, "idempotency_key_reused") }
        return Stored(status: try row["status"], text: try row["answer"])
    }

    private static func key(of visit: Visit) throws(Problem) -> String? {
        guard let key = visit.incoming.header("idempotency-key") else { return nil }
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(400, "idempotency_key_unreadable")
        }
        return key
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
