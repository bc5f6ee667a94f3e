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
            (isPrefix ? "" : "%") + Self.escaped(way) + "%"
        }
    }

    /// For LIKE with `ESCAPE '\'`. The signs are looked for where the engines look: one with an accent on it is one all the same.
    package static func escaped(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\\" || scalar == "%" || scalar == "_" { output.append("\\") }
            output.append(scalar)
        }
        return String(output)
    }

    /// The condition that `column` holds the text.
    package func isIn(_ column: SQL) -> SQL {
        let each = patterns.map { pattern -> SQL in "LOWER(\(column)) LIKE LOWER(\(pattern)) ESCAPE '\\'" }
        return "(\(SQL.joined(each, by: " OR ")))"
    }

    package func isIn(anyOf columns: [SQL]) -> SQL { "(\(SQL.joined(columns.map(isIn), by: " OR ")))" }
}
