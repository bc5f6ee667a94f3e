/// What somebody types to find something: part of a name, whatever its case.
package struct SearchText: Sendable {
    private let patterns: [String]

    /// `text` anywhere, or with `isPrefix` at the start.
    package init(_ text: String, isPrefix: Bool = false) {
        // SQLite folds the case of ASCII letters only, so the ways in which an É may be written are all asked for.
        let title = text.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined(separator: " ")
        let isPlain = text.utf8.allSatisfy { $0 < 128 }
        let ways = isPlain ? [text] : [text, text.lowercased(), title, text.uppercased()]
        var seen: Set<String> = []
        patterns = ways.filter { seen.insert($0).inserted }.map { way in
            let escaped = way.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            return (isPrefix ? "" : "%") + escaped + "%"
        }
    }

    /// The condition that `column` holds the text.
    package func isIn(_ column: SQL) -> SQL {
        let each = patterns.map { pattern -> SQL in "LOWER(\(column)) LIKE LOWER(\(pattern)) ESCAPE '\\'" }
        return "(\(SQL.joined(each, by: " OR ")))"
    }

    package func isIn(anyOf columns: [SQL]) -> SQL { "(\(SQL.joined(columns.map(isIn), by: " OR ")))" }
}
