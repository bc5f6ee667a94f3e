extension Snapshot {
    /// The names of the program's tables, in alphabetical order.
    package func tableNames() throws -> [String] {
        let sql: SQL =
            dialect == .sqlite
            ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            : "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        return try rows(sql).map { try $0[0] }
    }

    /// All rows of one of `tableNames`, in no order. Throws `StorageFault.statement` for any other name.
    package func allRows(ofTable name: String) throws -> [Row] {
        let letters = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard letters, !name.isEmpty else { throw StorageFault.statement(code: "42P01", message: "no such table") }
        return try connection.query(SQL(checked: "SELECT * FROM \"\(name)\""))
    }
}
