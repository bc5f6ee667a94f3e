import Kernel
import Storage
import TestSupport
import Testing
import Words

@testable import House
@testable import daybook

/// Nothing that could be about a person stands in a column that nobody has thought of (M4).
@Suite struct HoldingTests {
    @Test(arguments: TestEngine.available)
    func `every column of text belongs to a holding, and every holding's columns are there`(_ engine: TestEngine)
        async throws
    {
        try await TestDatabase.with(engine, migrations: Composition.migrations) { store in
            let found = try await store.read { db in try db.textColumns() }
            let declared = Composition.holdings.flatMap { holding in
                (holding.plain + holding.ofBusiness + holding.personal).map { "\(holding.table).\($0)" }
            }
            #expect(Set(found).subtracting(declared) == [], "columns that no holding names")
            #expect(Set(declared).subtracting(found) == [], "columns that are not there")
            #expect(declared.count == Set(declared).count, "columns named twice")
            let tables = try await store.read { db in try db.tableNames() }
            #expect(Set(tables).subtracting(Composition.holdings.map(\.table)) == [], "tables without a holding")
        }
    }

    @Test(arguments: TestEngine.available)
    func `what is personal is in an export, secrets apart, and every statement of a holding runs`(_ engine: TestEngine)
        async throws
    {
        try await TestHouse.with(engine) { house in
            let secrets: Set<String> = [
                "password", "secret", "key", "reply_to", "calendar", "error", "scope", "answer",
            ]
            let people = [
                Person(
                    .customer(business: 1, id: 2), in: house.store.dialect, bookings: [3], names: ["cus_2", "bkg_3"],
                    handles: ["a@b.example"]),
                Person(.user(4), in: house.store.dialect, names: ["usr_4"], handles: ["a@b.example", "maria_nobody"]),
            ]
            for holding in Composition.holdings {
                guard let about = holding.about else { continue }
                let shown = people.map { about.shows($0).text }.joined()
                for column in holding.personal where !secrets.contains(column) {
                    #expect(shown.contains(column), "\(holding.table).\(column)")
                }
            }
            for person in people {
                try await house.store.write { db in
                    for holding in Composition.holdings {
                        _ = try holding.export(person, from: .first, limit: 2, in: db)
                        _ = try holding.count(person, in: db)
                        try holding.erase(person, in: db)
                    }
                }
            }
        }
    }

    @Test func `every column of a copy has a name that people read`() async throws {
        try await TestHouse.empty { house in
            let words = house.house.words.words(.en)
            let people = [
                Person(.customer(business: 1, id: 2), in: .sqlite, names: ["cus_2"], handles: ["a@b.example"]),
                Person(.user(4), in: .sqlite, names: ["usr_4"], handles: ["a@b.example"]),
            ]
            for holding in Composition.holdings {
                for person in people {
                    for column in Self.columns(holding.about?.shows(person).text ?? "") {
                        #expect(words.has("privacy.column.\(column)"), "\(holding.table).\(column)")
                    }
                }
            }
        }
    }

    /// The names of what a list of expressions gives: the last word of each.
    private static func columns(_ list: String) -> [String] {
        var depth = 0
        let parts = list.split { character in
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            return character == "," && depth == 0
        }
        return parts.compactMap { $0.split(whereSeparator: \.isWhitespace).last.map(String.init) }
    }

    /// Bookings wait while somebody is erased: it takes as long as what is theirs, not as what everybody has.
    @Test func `no erasure reads a large table from one end to the other`() async throws {
        try await TestDatabase.with(.sqlite, migrations: Composition.migrations) { store in
            let people = [
                Person(
                    .customer(business: 1, id: 2), in: .sqlite, bookings: [3], visits: [4], names: ["cus_2", "bkg_3"],
                    handles: ["a@b.example"]),
                Person(.user(4), in: .sqlite, names: ["usr_4"], handles: ["a@b.example"]),
            ]
            let large: Set<String> = ["events", "bookings", "participants", "messages", "customers", "consents"]
            for holding in Composition.holdings where large.contains(holding.table) {
                for person in people {
                    guard let about = holding.about, let rows = about.rows(person) else { continue }
                    let plan = try await store.read { db in
                        try db.rows("EXPLAIN QUERY PLAN SELECT 1 FROM \(about.name) WHERE \(rows)").map {
                            "\($0.values)"
                        }
                        .joined(separator: "\n")
                    }
                    #expect(
                        !plan.contains("SCAN \(holding.table)") && !plan.contains("(business_id=?)"),
                        "\(holding.table): \(plan)")
                }
            }
        }
    }

    /// A copy goes from row to row by it: two rows with one key would be one.
    @Test func `the key of a holding is its table's own`() async throws {
        try await TestDatabase.with(.sqlite, migrations: Composition.migrations) { store in
            for holding in Composition.holdings {
                guard let key = holding.about?.key.map(\.text) else { continue }
                let found = try await store.read { db in
                    try db.rows("SELECT name FROM pragma_table_info(\(holding.table)) WHERE pk > 0 ORDER BY pk").map {
                        try $0[0] as String
                    }
                }
                #expect(key == found, "\(holding.table)")
            }
        }
    }

    @Test func `the table of what is kept stands in the documents`() throws {
        let text = try Repository.text("docs/privacy.md")
        for holding in Composition.holdings {
            guard let about = holding.about else { continue }
            let columns = holding.personal.isEmpty ? "–" : holding.personal.joined(separator: ", ")
            let line = "| `\(holding.table)` | \(columns) | \(about.why) | \(about.until) |"
            #expect(text.contains(line), "docs/privacy.md has not: \(line)")
        }
    }
}

extension Snapshot {
    /// `table.column` of everything that can hold text or bytes.
    fileprivate func textColumns() throws -> [String] {
        let sql: SQL =
            dialect == .sqlite
            ? """
            SELECT m.name || '.' || p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND p.type IN ('TEXT', 'BLOB')
            """
            : """
            SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns
            WHERE table_schema = current_schema() AND data_type NOT IN ('bigint', 'integer')
            """
        return try rows(sql).map { try $0[0] }
    }
}
