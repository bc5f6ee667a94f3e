import Foundation
import Kernel
import Storage

/// A job's state in the table. Done jobs are deleted.
enum JobState: Int {
    case live = 0
    case parked = 1
}

extension Job {
    static let columns: SQL = "id, kind, payload, personal, first_due_at, attempts, fence, last_error"

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        payload = try Payload.decode(row["payload"])
        personal = try Payload.decode(row["personal"] ?? "{}")
        dueAt = try row["first_due_at"]
        attempt = try row["attempts"]
        fence = try row["fence"]
        lastError = try row["last_error"]
    }

    /// Takes up to `limit` due jobs of `kinds` for `lease`: until it ends nobody else takes them. A taken job's due time is the end of
    /// its lease, so a job whose worker died comes due again by itself.
    static func take(_ kinds: [String], limit: Int, lease: Span, in db: Transaction) throws -> [Job] {
        let rows = try db.rows(
            """
            WITH due AS MATERIALIZED (\(due(kinds, limit: limit, in: db)))
            UPDATE jobs SET attempts = attempts + 1, fence = fence + 1, due_at = \(db.now + lease)
            WHERE id IN (SELECT id FROM due) RETURNING \(columns)
            """)
        return try rows.map(Job.init).sorted { ($0.dueAt, $0.id.rawValue) < ($1.dueAt, $1.id.rawValue) }
    }

    /// The jobs of `kinds` that have been due for longest. Each kind is entered by the index on its own: what waits of others, while a mail
    /// server is slow, is not walked over.
    static func due(_ kinds: [String], limit: Int, in db: Snapshot) -> SQL {
        let each = kinds.map { kind in
            """
            SELECT * FROM (
                SELECT id, due_at FROM jobs WHERE state = 0 AND kind = \(kind) AND due_at <= \(db.now)
                ORDER BY due_at LIMIT \(limit)\(db.dialect.forUpdateSkipLocked)) AS one
            """ as SQL
        }
        return "SELECT id FROM (\(SQL.joined(each, by: " UNION ALL "))) AS every ORDER BY due_at LIMIT \(limit)"
    }

    /// Deletes the finished job; false when its lease has passed to another.
    func delete(in db: Transaction) throws -> Bool {
        try db.execute("DELETE FROM jobs WHERE id = \(id) AND fence = \(fence) AND state = 0") == 1
    }

    /// Keeps the lease until `lease` from now; false when it has passed to another.
    func renew(_ lease: Span, in db: Transaction) throws -> Bool {
        try db.execute(
            "UPDATE jobs SET due_at = \(db.now + lease) WHERE id = \(id) AND fence = \(fence) AND state = 0") == 1
    }

    /// Tries again after `delay`.
    func postpone(_ delay: Span, because error: String, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE jobs SET due_at = \(db.now + delay), last_error = \(error)
            WHERE id = \(id) AND fence = \(fence) AND state = 0
            """)
    }

    /// Gives up, where people see it.
    func park(because error: String, in db: Transaction) throws {
        try db.execute(
            """
            UPDATE jobs SET state = 1, due_at = \(db.now), last_error = \(error)
            WHERE id = \(id) AND fence = \(fence) AND state = 0
            """)
    }
}

/// A payload as JSON text, its keys in order.
enum Payload {
    static func encode(_ payload: [String: String]) throws -> String {
        if payload.isEmpty { return "{}" }
        if payload.allSatisfy({ isPlain($0.key) && isPlain($0.value) }) {
            let members = payload.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
            return "{\(members.joined(separator: ","))}"
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(payload), as: UTF8.self)
    }

    /// Needs no escapes, as ids and names of kinds don't: most payloads are nothing else.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }

    /// The first name whose value may say something of somebody; nil when there is none.
    static func telling(_ payload: [String: String]) -> String? {
        payload.sorted { $0.key < $1.key }.first { name, value in
            !(value.isEmpty || isNumber(value) || isID(value) || names.contains(name) && isName(value))
        }?.key
    }

    /// Under these an event says what happened, and who did it where it was nobody with an id.
    private static let names: Set<String> = ["action", "actor"]

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return (1...19).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// `bkg_1f8kq`, as `EntityID` writes it.
    private static func isID(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        return parts.count == 2 && (2...4).contains(parts[0].count) && parts[0].allSatisfy(isLetter)
            && (1...13).contains(parts[1].count) && parts[1].allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }

    /// `booking.link_sent`: small letters only, so no address and nothing that a browser says of itself.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 60
            && text.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    static func decode(_ text: String) throws -> [String: String] {
        text == "{}" ? [:] : try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }
}
