import Kernel

/// One step of a slice's tables. Append-only: a step that has been released never changes.
package struct Migration: Sendable {
    /// Unique and ordered: `"Bookings 001 bookings"`.
    package let name: String
    let statements: @Sendable (Dialect) -> [SQL]

    /// The same statements on both engines, in the portable words: BIGINT, TEXT, BYTEA.
    package init(_ name: String, _ statements: SQL...) {
        self.init(name) { _ in statements }
    }

    package init(_ name: String, _ statements: @escaping @Sendable (Dialect) -> [SQL]) {
        self.name = name
        self.statements = statements
    }

    /// Each statement's text for `dialect`. On SQLite BIGINT is INTEGER and BYTEA is BLOB, tables are STRICT, and a table with a composite key is
    /// stored by that key.
    package func texts(for dialect: Dialect) -> [String] {
        statements(dialect).map { dialect == .sqlite ? Self.embedded($0.text) : $0.text }
    }

    private static func embedded(_ text: String) -> String {
        let whole = text.split(separator: "BIGINT", omittingEmptySubsequences: false).joined(separator: "INTEGER")
        let typed = whole.split(separator: "BYTEA", omittingEmptySubsequences: false).joined(separator: "BLOB")
        guard typed.hasPrefix("CREATE TABLE") else { return typed }
        return typed + (typed.contains("PRIMARY KEY (") ? " STRICT, WITHOUT ROWID" : " STRICT")
    }
}
