import Identity
import Kernel
import Storage
import Words

package struct CodeID: EntityID, ColumnValue {
    package static let prefix = "ccd"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A code that proves whose an e-mail address is: mailed, for one use, and only for the browser that has asked for it.
package struct CustomerCode: Sendable {
    static let lifetime = Span.minutes(10)
    static let triesMost = 5
    static let digits = 8

    package let email: String
    package let language: Language
    /// `1234 5678`, as the mail shows it.
    package let code: String
    package let expiresAt: Instant

    /// Eight random digits.
    static func fresh() -> String {
        String((0..<digits).map { _ in Character("\(Int.random(in: 0...9))") })
    }

    /// As somebody typed it: spaces and dashes apart.
    static func read(_ typed: String) -> String { typed.filter { !$0.isWhitespace && $0 != "-" } }

    /// Bound to its row, so that equal codes are stored unlike.
    static func hash(_ code: String, _ id: CodeID) -> String { Secret.hash("code|\(id)|\(code)") }
}

extension Transaction {
    func insertCode(_ id: CodeID, _ token: Secret, _ email: String, _ language: Language) throws {
        try execute(
            """
            INSERT INTO customer_codes (id, token_hash, email, language, tries, created_at, expires_at)
            VALUES (\(id), \(token.hash), \(email), \(language.code), 0, \(now), \(now + CustomerCode.lifetime))
            """)
    }

    /// Counts a try and gives the row as it stands, locked. Nil when it is over or never was.
    func tryCode(_ token: String) throws -> (id: CodeID, hash: String?, email: String)? {
        try first(
            """
            UPDATE customer_codes SET tries = tries + 1
            WHERE token_hash = \(Secret.hash(token)) AND tries < \(CustomerCode.triesMost) AND expires_at > \(now)
            RETURNING id, code_hash, email
            """
        ).map { (try $0[0], try $0[1], try $0[2]) }
    }

    /// Whether this was the one who has used it.
    func spendCode(_ id: CodeID) throws -> Bool {
        try execute("DELETE FROM customer_codes WHERE id = \(id)") == 1
    }

    package func forgetCodes() throws {
        try execute("DELETE FROM customer_codes WHERE expires_at < \(now)")
        try execute("DELETE FROM customer_sessions WHERE expires_at < \(now)")
    }
}

extension Snapshot {
    /// Whether a code is awaited by who has this token.
    package func awaitsCode(_ token: String) throws -> Bool {
        try exists(
            """
            SELECT 1 FROM customer_codes
            WHERE token_hash = \(Secret.hash(token)) AND tries < \(CustomerCode.triesMost) AND expires_at > \(now)
            """)
    }

    func isCustomer(_ email: String) throws -> Bool {
        try exists("SELECT 1 FROM customers WHERE email = \(email) LIMIT 1")
    }
}
