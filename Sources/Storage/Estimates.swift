/// How selective indexes are, told to SQLite once, when its tables are made.
///
/// SQLite knows nothing of a table that nobody has analysed, and takes the first column of an index for nearly as good as the first two.
/// Here every index begins with the business, so it would read all that one business has. PostgreSQL counts for itself.
struct Estimates {
    private static let rows = 1_000_000
    private static let businesses = 20
    private static let few = 10
    private static let many = 10_000
    private static let columnsOfFewValues: Set<String> = ["kind", "status", "weekday", "resource_id", "offering_id"]

    let table: String
    let index: String
    let isPartial: Bool
    let isUnique: Bool
    private(set) var columns: [String] = []

    /// As `sqlite_stat1` has it: the rows of the index, and how many of them agree in the first column, the first two, and so on.
    var text: String {
        let rows = isPartial ? Self.rows / 2 : Self.rows
        var left = rows
        let counts = columns.enumerated().map { number, column in
            let values =
                column == "business_id"
                ? Self.businesses : Self.columnsOfFewValues.contains(column) ? Self.few : Self.many
            left = number == columns.count - 1 && isUnique ? 1 : max(2, left / values)
            return left
        }
        return ([rows] + counts).map(String.init).joined(separator: " ")
    }

    /// Of every index that there is.
    static func all(_ db: Snapshot) throws -> [Estimates] {
        var found: [Estimates] = []
        for row in try db.rows(
            """
            SELECT m.name, i.name, i.origin, i.partial, i."unique", c.name FROM sqlite_schema m
            JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.name IS NOT NULL
            ORDER BY m.name, i.name, c.seqno
            """)
        {
            // A primary key that is the table itself goes by the table's name.
            let (table, origin): (String, String) = (try row[0], try row[2])
            let index: String = origin == "pk" ? table : try row[1]
            if found.last?.table != table || found.last?.index != index {
                found.append(Estimates(table: table, index: index, isPartial: try row[3], isUnique: try row[4]))
            }
            found[found.count - 1].columns.append(try row[5])
        }
        return found
    }

    private init(table: String, index: String, isPartial: Bool, isUnique: Bool) {
        (self.table, self.index, self.isPartial, self.isUnique) = (table, index, isPartial, isUnique)
    }
}

extension Transaction {
    /// Nothing on PostgreSQL.
    func writeEstimates() throws {
        guard dialect == .sqlite else { return }
        // Makes the table of estimates; the second time, it is read.
        try script("ANALYZE sqlite_schema")
        try execute("DELETE FROM sqlite_stat1")
        for each in try Estimates.all(self) {
            try execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (\(each.table), \(each.index), \(each.text))")
        }
        try script("ANALYZE sqlite_schema")
    }
}
