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
            "CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)")
    ]

    /// How long an answer is kept.
    package static let retention = Span.days(2)

    /// Runs `work` in `db`, once per key. A refusal stores nothing: it changed nothing, and asking again decides afresh.
    package static func once(_ visit: Visit, in db: Transaction, _ work: () throws -> Answer) throws -> Answer {
        guard let key = try key(of: visit) else { return try work() }
        let scope = "\(visit.visitor.signedIn.map { "user \($0.id)" } ?? "guest") \(visit.incoming.method.rawValue) \(visit.incoming.path)"
        let fingerprint = SHA256.hash(data: visit.incoming.body).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let claimed = try db.execute(
            """
            INSERT INTO idempotency_keys (scope, key, fingerprint, status, answer, created_at)
            VALUES (\(scope), \(key), \(fingerprint), 0, '', \(db.now)) ON CONFLICT (scope, key) DO NOTHING
            """)
        if claimed == 0 { return try stored(scope, key, fingerprint, in: db) }
        let answer = try work()
        try db.execute(
            """
            UPDATE idempotency_keys SET status = \(answer.status), answer = \(answer.text)
            WHERE scope = \(scope) AND key = \(key)
            """)
        return answer
    }

    private static func key(of visit: Visit) throws(Problem) -> String? {
        guard let key = visit.incoming.header("idempotency-key") else { return nil }
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(400, "idempotency_key_unreadable")
        }
        return key
    }

    private static func stored(_ scope: String, _ key: String, _ fingerprint: String, in db: Transaction) throws -> Answer {
        let row = try db.first(
            "SELECT fingerprint, status, answer FROM idempotency_keys WHERE scope = \(scope) AND key = \(key)")
        guard let row else { throw Problem(409, "idempotency_key_in_use") }
        guard try row["fingerprint"] == fingerprint else { throw Problem(422, "idempotency_key_reused") }
        let text: String = try row["answer"]
        return Answer.json(bytes: Array(text.utf8), status: try row["status"]).with("idempotent-replayed", "true")
    }

    /// Forgets what is older than `retention`; a job calls it.
    package static func forget(in db: Transaction) throws {
        try db.execute("DELETE FROM idempotency_keys WHERE created_at < \(db.now - retention)")
    }
}
