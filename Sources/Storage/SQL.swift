import Kernel

/// One statement with its values apart: `"… WHERE id = \(id)"` binds `$1`. A `String` can't become SQL text except as a literal in
/// the source, so nothing a visitor sends is ever parsed as SQL.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The text with a mark at the place of each value: the same whatever the values, so prepared statements are kept by it.
    package let template: String
    /// Bound values in order of appearance.
    package private(set) var values: [Value]

    package init(stringLiteral text: StaticString) {
        self.template = text.description
        self.values = []
    }

    /// - Parameter text: no literal; whoever puts it together has looked at every letter of it.
    init(checked text: String) {
        template = text
        values = []
    }

    package init(stringInterpolation: Interpolation) {
        self.template = stringInterpolation.template
        self.values = stringInterpolation.values
    }

    /// The statement with `$1`, `$2`… numbered in order of appearance (SQLite mis-binds silently otherwise). Made when it is prepared.
    package var text: String {
        if values.isEmpty { return template }
        var text: [UInt8] = []
        text.reserveCapacity(template.utf8.count + 3 * values.count)
        var number = 0
        for byte in template.utf8 {
            if byte == Self.mark {
                number += 1
                text.append(UInt8(ascii: "$"))
                text.append(contentsOf: String(number).utf8)
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A control character, which no statement in the source has.
    private static let mark: UInt8 = 1

    package static func + (left: SQL, right: SQL) -> SQL { "\(left)\(right)" }

    /// Fragments put together with `separator` between them; for lists of conditions.
    package static func joined(_ fragments: [SQL], by separator: SQL) -> SQL {
        guard let first = fragments.first else { return "" }
        return fragments.dropFirst().reduce(first) { "\($0)\(separator)\($1)" }
    }

    package struct Interpolation: StringInterpolationProtocol {
        var template = ""
        var values: [Value] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            template.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { template += literal.description }

        package mutating func appendInterpolation(_ value: some ColumnValue) {
            values.append(value.columnValue)
            template.append("\u{1}")
        }

        /// Nil is NULL.
        package mutating func appendInterpolation<T: ColumnValue>(_ value: T?) {
            values.append(value?.columnValue ?? .null)
            template.append("\u{1}")
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            template += fragment.template
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
