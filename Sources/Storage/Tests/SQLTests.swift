import Kernel
import Storage
import Testing

struct SQLTests {
    @Test func `values are numbered in order of appearance`() {
        let sql: SQL = "SELECT \(1) WHERE a = \("x") AND b = \(true)"
        #expect(sql.text == "SELECT $1 WHERE a = $2 AND b = $3")
        #expect(sql.values == [.integer(1), .text("x"), .integer(1)])
    }

    @Test func `a fragment that is used twice binds its values twice, in its places`() {
        let fragment: SQL = "x = \(1) OR y = \("two")"
        let nested: SQL = "(\(fragment)) AND z = \(3)"
        let sql: SQL = "SELECT \(0) WHERE \(nested) OR \(fragment)"
        #expect(sql.text == "SELECT $1 WHERE (x = $2 OR y = $3) AND z = $4 OR x = $5 OR y = $6")
        #expect(sql.values == [.integer(0), .integer(1), .text("two"), .integer(3), .integer(1), .text("two")])
    }

    @Test func `no sign of a search is a pattern, whatever accents it has`() {
        #expect(SearchText.escaped(#"100%_\"#) == #"100\%\_\\"#)
        #expect(
            SearchText.escaped("%\u{301}_\u{301}").unicodeScalars.elementsEqual("\\%\u{301}\\_\u{301}".unicodeScalars))
    }

    @Test func `fragments join with a separator between them`() {
        #expect(SQL.joined(["a = \(1)", "b = \(2)", "c"], by: " AND ").text == "a = $1 AND b = $2 AND c")
        #expect(SQL.joined([], by: " AND ").text == "")
        #expect(("a" + "b = \(7)").text == "ab = $1")
    }

    @Test func `a list is a bracket of values, and an empty one matches nothing`() {
        let sql: SQL = "id IN \(list: [7, 8, 9]) AND \(1)"
        #expect(sql.text == "id IN ($1, $2, $3) AND $4")
        #expect(("id IN \(list: [Int]())" as SQL).text == "id IN (NULL)")
    }

    @Test func `nil is bound as NULL`() {
        let none: String? = nil
        let some: Int? = 4
        #expect(("\(none) \(some)" as SQL).values == [.null, .integer(4)])
    }

    @Test func `a hostile text stays a value`() {
        let sql: SQL = "SELECT \("'; DROP TABLE users; --")"
        #expect(sql.text == "SELECT $1")
    }
}

struct MigrationTests {
    private let step = Migration(
        "Test 001 a", "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY)", "CREATE INDEX i ON a (id)")

    @Test func `PostgreSQL gets a migration's text as it stands`() {
        #expect(step.texts(for: .postgres).first == "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY)")
    }

    @Test func `SQLite gets strict tables with its own word for whole numbers`() {
        #expect(
            step.texts(for: .sqlite)
                == ["CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY) STRICT", "CREATE INDEX i ON a (id)"])
    }

    @Test func `a table with a composite key is stored by that key on SQLite`() {
        let step = Migration("Test 002 b", "CREATE TABLE b (x BIGINT, y BIGINT, PRIMARY KEY (x, y))")
        #expect(step.texts(for: .sqlite)[0].hasSuffix("STRICT, WITHOUT ROWID"))
    }
}

struct IDTests {
    private struct ThingID: EntityID {
        static let prefix = "thg"
        let rawValue: Int64
        init(rawValue: Int64) { self.rawValue = rawValue }
    }

    @Test func `ids of one moment never repeat, and rise but for the counter's turn`() {
        let ids = IDs()
        let now = Instant(milliseconds: 1_800_000_000_000)
        let made = (0..<20_000).map { _ in ids.next(ThingID.self, at: now).rawValue }
        let isUnique = Set(made).count == made.count
        let descents = zip(made, made.dropFirst()).count { $0 > $1 }
        #expect(isUnique)
        #expect(descents <= 1)
    }

    @Test func `ids sort by their time`() {
        let ids = IDs()
        let made = (0..<1000).map { ids.next(ThingID.self, at: Instant(milliseconds: 1_800_000_000_000 + $0)).rawValue }
        let isSorted = made == made.sorted()
        #expect(isSorted)
        #expect(made.allSatisfy { $0 > 0 })
    }

    @Test func `ids made by many tasks at once are all different`() async {
        let now = Instant(milliseconds: 1_800_000_000_000)
        let made = await withTaskGroup(of: [Int64].self) { group in
            for _ in 0..<8 { group.addTask { (0..<2000).map { _ in IDs.shared.next(ThingID.self, at: now).rawValue } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(made).count == 16_000)
    }
}

struct StatementCacheTests {
    @Test func `the statement unused for longest makes room`() {
        var cache = StatementCache<Int>(limit: 2)
        #expect(cache.keep(1, for: "a") == nil)
        #expect(cache.keep(2, for: "b") == nil)
        #expect(cache.find("a") == 1)
        #expect(cache.keep(3, for: "c") == 2)
        #expect(cache.find("b") == nil)
        #expect(cache.count == 2)
    }

    @Test func `a line is served in order`() {
        var line = Fifo<Int>()
        for number in 0..<3000 { line.append(number) }
        #expect((0..<2000).map { _ in line.popFirst() } == (0..<2000).map { $0 })
        line.append(3000)
        #expect(line.popAll() == Array(2000...3000))
        #expect(line.popFirst() == nil)
    }
}

struct RowTests {
    @Test func `a column that holds something else is told, and not what it says`() throws {
        let row = Row(columns: Columns(["email", "at"]), values: [.text("john@example.com"), .null])
        for column in ["email", "at"] {
            do {
                let number: Int64 = try row[column]
                Issue.record("\(number)")
            } catch let fault as StorageFault {
                #expect("\(fault)".contains(column) && !"\(fault)".contains("john"))
            }
        }
    }
}
