import Kernel

extension Instant: ColumnValue {
    package var columnValue: Value { .integer(milliseconds) }
    package init?(columnValue: Value) {
        guard case .integer(let number) = columnValue else { return nil }
        self.init(milliseconds: number)
    }
}

/// A date is text, `2026-11-21`: it sorts and reads.
extension LocalDate: ColumnValue {
    package var columnValue: Value { .text(description) }
    package init?(columnValue: Value) {
        guard case .text(let text) = columnValue else { return nil }
        self.init(text)
    }
}

extension Currency: ColumnValue {
    package var columnValue: Value { .text(code) }
    package init?(columnValue: Value) {
        guard case .text(let text) = columnValue else { return nil }
        self.init(text)
    }
}

extension BookingStatus: ColumnValue {}
extension BookingID: ColumnValue {}
