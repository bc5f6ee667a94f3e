/// The names of a result's columns, shared by its rows.
package final class Columns: Sendable {
    package let names: [String]
    private let positions: [String: Int]

    package init(_ names: [String]) {
        self.names = names
        self.positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func position(of name: String) -> Int? { positions[name] }
}

/// One row of a result: `let id: BookingID = try row["id"]`.
package struct Row: Sendable {
    package let columns: Columns
    package let values: [Value]

    package init(columns: Columns, values: [Value]) {
        self.columns = columns
        self.values = values
    }

    /// The column as `T`. Throws `StorageFault.column` when it is missing or holds something else.
    package subscript<T: ColumnValue>(_ name: String) -> T {
        get throws {
            guard let position = columns.position(of: name) else {
                throw StorageFault.column(name, "is not in the result")
            }
            return try self[position]
        }
    }

    /// The column at `position`, from 0: the quick way where a statement's order is at hand.
    package subscript<T: ColumnValue>(_ position: Int) -> T {
        get throws {
            guard let value = T(columnValue: values[position]) else {
                // Not what it says: faults are in the log, and it may be about somebody.
                throw StorageFault.column(columns.names[position], "holds \(values[position].kind), not \(T.self)")
            }
            return value
        }
    }
}
