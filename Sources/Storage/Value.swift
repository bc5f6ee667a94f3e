import Kernel

/// What a column holds on both engines: BIGINT, TEXT, BYTEA or NULL. Times, money and booleans are integers; JSON is text.
package enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    var kind: String {
        switch self {
        case .null: "null"
        case .integer: "a number"
        case .text: "a text"
        case .bytes: "bytes"
        }
    }
}

/// A Swift type that travels to and from one column.
package protocol ColumnValue: Sendable {
    /// The column's value for this Swift value.
    var columnValue: Value { get }
    /// Nil when the column holds something else.
    init?(columnValue: Value)
}

/// As a row had it, to be bound again.
extension Value: ColumnValue {
    package var columnValue: Value { self }
    package init?(columnValue: Value) { self = columnValue }
}

extension Int64: ColumnValue {
    package var columnValue: Value { .integer(self) }
    package init?(columnValue: Value) {
        guard case .integer(let number) = columnValue else { return nil }
        self = number
    }
}

extension Int: ColumnValue {
    package var columnValue: Value { .integer(Int64(self)) }
    package init?(columnValue: Value) {
        guard case .integer(let number) = columnValue else { return nil }
        self.init(exactly: number)
    }
}

extension Bool: ColumnValue {
    package var columnValue: Value { .integer(self ? 1 : 0) }
    package init?(columnValue: Value) {
        switch columnValue {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension String: ColumnValue {
    package var columnValue: Value { .text(self) }
    package init?(columnValue: Value) {
        guard case .text(let text) = columnValue else { return nil }
        self = text
    }
}

extension [UInt8]: ColumnValue {
    package var columnValue: Value { .bytes(self) }
    package init?(columnValue: Value) {
        guard case .bytes(let bytes) = columnValue else { return nil }
        self = bytes
    }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    package var columnValue: Value { self?.columnValue ?? .null }
    package init?(columnValue: Value) {
        if columnValue == .null {
            self = Self.none
        } else if let wrapped = Wrapped(columnValue: columnValue) {
            self = .some(wrapped)
        } else {
            return nil
        }
    }
}

extension ColumnValue where Self: RawRepresentable, RawValue == String {
    package var columnValue: Value { .text(rawValue) }
    package init?(columnValue: Value) {
        guard case .text(let text) = columnValue else { return nil }
        self.init(rawValue: text)
    }
}

extension ColumnValue where Self: EntityID {
    package var columnValue: Value { .integer(rawValue) }
    package init?(columnValue: Value) {
        guard case .integer(let number) = columnValue else { return nil }
        self.init(rawValue: number)
    }
}

extension [Value] {
    /// PostgreSQL can't hold a NUL in text and SQLite would hide what follows it: both engines refuse it alike.
    package func refuseNUL() throws {
        for case .text(let text) in self where text.utf8.contains(0) {
            throw StorageFault.statement(code: "22021", message: "a text value holds a NUL")
        }
    }
}
