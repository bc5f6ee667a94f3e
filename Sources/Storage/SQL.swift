import Kernel

/// One statement with its values apart: `"… WHERE id = \(id)"` binds `$1`. A `String` can't become SQL text except as a literal in
/// the source, so nothing a visitor sends is ever parsed as SQL.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// Text between the values; always one more than `values`.
    private(set) var pieces: [String]
    /// Bound values in order of appearance.
    package private(set) var values: [Value]

    package init(stringLiteral text: StaticString) {
        self.pieces = [text.description]
        self.values = []
    }

    package init(stringInterpolation: Interpolation) {
        self.pieces = stringInterpolation.pieces
        self.values = stringInterpolation.values
    }

    /// The statement with `$1`, `$2`… numbered in order of appearance (SQLite mis-binds silently otherwise).
    package var text: String {
        if values.isEmpty { return pieces[0] }
        var text = pieces[0]
        text.reserveCapacity(pieces.reduce(0) { $0 + $1.utf8.count + 3 })
        for index in 1..<pieces.count {
            text += "$\(index)"
            text += pieces[index]
        }
        return text
    }

    package static func + (left: SQL, right: SQL) -> SQL { "\(left)\(right)" }

    /// Fragments put together with `separator` between them; for lists of conditions.
    package static func joined(_ fragments: [SQL], by separator: SQL) -> SQL {
        guard let first = fragments.first else { return "" }
        return fragments.dropFirst().reduce(first) { "\($0)\(separator)\($1)" }
    }

    package struct Interpolation: StringInterpolationProtocol {
        var pieces = [""]
        var values: [Value] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount + 1)
            values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { pieces[pieces.count - 1] += literal.description }

        package mutating func appendInterpolation(_ value: some ColumnValue) {
            values.append(value.columnValue)
            pieces.append("")
        }

        /// Nil is NULL.
        package mutating func appendInterpolation<T: ColumnValue>(_ value: T?) {
            values.append(value?.columnValue ?? .null)
            pieces.append("")
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            pieces[pieces.count - 1] += fragment.pieces[0]
            pieces.append(contentsOf: fragment.pieces.dropFirst())
            values.append(contentsOf: fragment.values)
        }

        /// `\(list: ids)` is `($1, $2, …)`; an empty list is `(NULL)`, which matches nothing.
        package mutating func appendInterpolation(list: some Sequence<some ColumnValue>) {
            appendLiteral("(")
            var first = true
            for value in list {
                if !first { appendLiteral(", ") }
                appendInterpolation(value)
                first = false
            }
            appendLiteral(first ? "NULL)" : ")")
        }
    }
}
