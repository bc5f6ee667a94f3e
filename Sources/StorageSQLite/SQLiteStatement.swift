import GRDBSQLite
import Storage

/// One prepared statement. Bound and stepped through SQLite's own functions: this is the inner loop of every request.
final class SQLiteStatement {
    private let database: OpaquePointer
    private let handle: OpaquePointer
    private let parameterCount: Int
    private var columns: Columns?
    private var preparedTimes: Int32 = 0

    init(_ database: OpaquePointer, _ text: String) throws {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK else { throw StorageFault.last(of: database) }
        guard let handle else { throw StorageFault.statement(code: "1", message: "an empty statement") }
        self.database = database
        self.handle = handle
        self.parameterCount = Int(sqlite3_bind_parameter_count(handle))
    }

    deinit { sqlite3_finalize(handle) }

    /// All rows of the statement with `values`.
    func rows(_ values: [Value]) throws -> [Row] {
        defer { sqlite3_reset(handle) }
        try bind(values)
        var rows: [Row] = []
        while try step() {
            rows.append(Row(columns: currentColumns(), values: try currentValues()))
        }
        return rows
    }

    /// Runs the statement with `values` to its end.
    func run(_ values: [Value] = []) throws {
        defer { sqlite3_reset(handle) }
        try bind(values)
        while try step() {}
    }

    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw StorageFault.last(of: database)
        }
    }

    private func bind(_ values: [Value]) throws {
        guard values.count == parameterCount else {
            throw StorageFault.statement(
                code: "25", message: "\(values.count) values for \(parameterCount) parameters")
        }
        var index: Int32 = 0
        for value in values {
            index += 1
            guard bind(value, at: index) == SQLITE_OK else { throw StorageFault.last(of: database) }
        }
    }

    private func bind(_ value: Value, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let number): return sqlite3_bind_int64(handle, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    let start = characters.baseAddress ?? Self.nothing
                    return sqlite3_bind_text(handle, index, start, Int32(bytes.count), Self.copied)
                }
            }
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { buffer in
                let start = buffer.baseAddress ?? UnsafeRawPointer(Self.nothing)
                return sqlite3_bind_blob(handle, index, start, Int32(bytes.count), Self.copied)
            }
        }
    }

    /// The names belong to the prepared form, which SQLite renews by itself when a table has changed.
    private func currentColumns() -> Columns {
        let times = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0)
        if let columns, times == preparedTimes { return columns }
        let names = (0..<sqlite3_column_count(handle)).map {
            sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? ""
        }
        let fresh = Columns(names)
        columns = fresh
        preparedTimes = times
        return fresh
    }

    private func currentValues() throws -> [Value] {
        let count = Int(sqlite3_column_count(handle))
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<Int32(count) { values.append(try value(at: index)) }
        return values
    }

    private func value(at index: Int32) throws -> Value {
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_NULL: return .null
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, index) else { return .text("") }
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(handle, index))
            return .bytes(Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, index), count: count)))
        default:
            throw StorageFault.column(currentColumns().names[Int(index)], "is neither an integer, text nor bytes")
        }
    }

    /// Tells SQLite to copy what is bound (SQLITE_TRANSIENT, a C macro that Swift can't see).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// What an empty string points at: a null pointer would bind NULL.
    nonisolated(unsafe) private static let nothing: UnsafePointer<CChar> = {
        let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        byte.initialize(to: 0)
        return UnsafePointer(byte)
    }()
}
