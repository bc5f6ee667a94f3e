/// Conditions on however many values, of which each statement binds one: an engine takes only so many of them apart.
extension Dialect {
    /// That `column`, of whole numbers, is one of `values`.
    package func isOne(_ column: SQL, of values: [Int64]) -> SQL {
        switch self {
        case .sqlite: "\(column) IN (SELECT value FROM json_each(\("[\(Self.joined(values))]")))"
        case .postgres: "\(column) = ANY (\(Self.array("{\(Self.joined(values))}", "BIGINT[]")))"
        }
    }

    /// The same for text.
    package func isOne(_ column: SQL, of values: [String]) -> SQL {
        switch self {
        case .sqlite: "\(column) IN (SELECT value FROM json_each(\(Self.json(values))))"
        case .postgres: "\(column) = ANY (\(Self.array(Self.list(values), "TEXT[]")))"
        }
    }

    /// That `column` has one of `texts` somewhere in it.
    package func holds(_ column: SQL, anyOf texts: [String]) -> SQL {
        let patterns = texts.map { "%\(SearchText.escaped($0))%" }
        return switch self {
        case .sqlite:
            "EXISTS (SELECT 1 FROM json_each(\(Self.json(patterns))) WHERE \(column) LIKE value ESCAPE '\\')"
        case .postgres: "\(column) LIKE ANY (\(Self.array(Self.list(patterns), "TEXT[]")))"
        }
    }

    private static func joined(_ values: [Int64]) -> String { values.map(String.init).joined(separator: ",") }

    private static func json(_ values: [String]) -> String {
        "[\(values.map { quoted($0, escapesControls: true) }.joined(separator: ","))]"
    }

    /// PostgreSQL reads a bare CAST anew for every row; a SELECT it reads once, and can look up in an index.
    private static func array(_ text: String, _ type: SQL) -> SQL {
        "CAST((SELECT CAST(\(text) AS \(type))) AS \(type))"
    }

    private static func list(_ values: [String]) -> String {
        "{\(values.map { quoted($0, escapesControls: false) }.joined(separator: ","))}"
    }

    /// Both engines write a text in a list alike, but for control characters, which JSON has by number.
    private static func quoted(_ text: String, escapesControls: Bool) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
            if escapesControls, scalar.value < 0x20 {
                let number = String(scalar.value, radix: 16)
                quoted.append("\\u00\(number.count < 2 ? "0" : "")\(number)")
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
