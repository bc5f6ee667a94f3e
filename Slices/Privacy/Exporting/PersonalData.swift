import House
import Kernel
import Storage
import Web

/// Whose copy it is, and what of it its reader may see.
struct PersonalCopy: Sendable {
    let person: Person
    /// Columns that are not for the reader, such as notes of the owner's for who is none.
    var hidden: Set<String> = []

    /// The columns of a row that are there and that the reader may see.
    func cells(_ row: Row) -> [(name: String, value: Value)] {
        zip(row.columns.names, row.values).filter { !hidden.contains($0.0) && !Self.nothing.contains($0.1) }
            .map { (name: $0.0, value: $0.1) }
    }

    private static let nothing: Set<Value> = [.null, .text(""), .text("{}"), .text("[]")]

    /// Columns whose text is JSON.
    static let nested: Set<String> = ["answers", "body", "details"]
}

/// What is held about one person, table by table: as much of each as a page has room for.
struct PersonalData: Sendable {
    struct Table: Sendable {
        let name: String
        let rows: [Row]
        /// How many rows come before these.
        let skipped: Int
        /// How many there are altogether.
        let count: Int
    }
    /// Where a long table goes on.
    struct Part: Sendable {
        let table: String
        let skipped: Int
    }

    /// The most rows of a table on one page, and in one piece of a file.
    static let pageRows = 500

    let copy: PersonalCopy
    let tables: [Table]
    /// What was asked for; nil: every table from its beginning.
    let part: Part?

    init(
        _ copy: PersonalCopy, _ holdings: [Holding], _ part: Part? = nil, rows limit: Int = pageRows, in db: Snapshot
    ) throws {
        (self.copy, self.part) = (copy, part)
        tables = try holdings.compactMap { holding in
            guard part == nil || part?.table == holding.table else { return nil }
            let skipped = part?.skipped ?? 0
            let rows = try holding.export(copy.person, from: .skipping(skipped), limit: limit, in: db).rows
            guard !rows.isEmpty else { return nil }
            let isWhole = skipped == 0 && rows.count < limit
            let count = isWhole ? rows.count : try holding.count(copy.person, in: db)
            return Table(name: holding.table, rows: rows, skipped: skipped, count: count)
        }
    }
}
