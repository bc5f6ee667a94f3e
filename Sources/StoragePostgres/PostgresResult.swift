import CLibPQ
import Storage

/// One result of libpq, in binary format, freed with this object.
final class PostgresResult {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    var isError: Bool {
        status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE || status == PGRES_PIPELINE_ABORTED
    }

    var changedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    func columns() -> Columns {
        Columns((0..<PQnfields(pointer)).map { index in PQfname(pointer, index).map { String(cString: $0) } ?? "" })
    }

    /// Throws `StorageFault.column` for a column that is neither a whole number, a boolean, text nor bytes.
    func rows(_ columns: Columns) throws -> [Row] {
        let count = PQntuples(pointer)
        guard count > 0 else { return [] }
        let types = (0..<PQnfields(pointer)).map { PQftype(pointer, $0) }
        var rows: [Row] = []
        rows.reserveCapacity(Int(count))
        for row in 0..<count {
            var values: [Value] = []
            values.reserveCapacity(types.count)
            for (column, type) in types.enumerated() {
                values.append(try value(row, Int32(column), type, columns))
            }
            rows.append(Row(columns: columns, values: values))
        }
        return rows
    }

    private func value(_ row: Int32, _ column: Int32, _ type: Oid, _ columns: Columns) throws -> Value {
        guard PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(pointer, row, column)))
        switch type {
        case PostgresType.int8: return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case PostgresType.int4: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case PostgresType.int2: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case PostgresType.bool: return .integer(Int64(bytes.loadUnaligned(as: UInt8.self)))
        case PostgresType.void: return .null
        case PostgresType.bytea: return .bytes(Array(bytes))
        case _ where PostgresType.texts.contains(type): return .text(String(decoding: bytes, as: UTF8.self))
        default:
            throw StorageFault.column(columns.names[Int(column)], "has the type \(type): CAST it to BIGINT or TEXT")
        }
    }
}

/// Object ids of the types we meet, from `pg_type.dat`.
enum PostgresType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let void: Oid = 2278
    /// char, name, text, unknown, bpchar, varchar
    static let texts: Set<Oid> = [18, 19, 25, 705, 1042, 1043]

    /// What a parameter is declared as. NULL takes its type from where it stands.
    static func of(_ value: Value) -> Oid {
        switch value {
        case .null: 0
        case .integer: int8
        case .text: text
        case .bytes: bytea
        }
    }
}
