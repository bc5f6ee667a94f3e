import House
import Kernel
import Storage
import Web
import Words

/// Everything that is held about one person, table by table.
struct PersonalData: Sendable {
    struct Table: Sendable {
        let name: String
        let rows: [Row]
    }

    let tables: [Table]
    /// Columns that the reader may not see, such as notes of the owner's to who is none.
    let hidden: Set<String>

    init(_ person: Person, _ holdings: [Holding], hiding hidden: Set<String> = [], in db: Snapshot) throws {
        self.hidden = hidden
        tables = try holdings.compactMap { holding in
            guard let rows = try holding.export(person, in: db), !rows.isEmpty else { return nil }
            return Table(name: holding.table, rows: rows)
        }
    }

    var json: JSON {
        .object(
            tables.map { table in
                .init(
                    table.name,
                    .list(table.rows) { row in .object(cells(row).map { .init($0.name, Self.json($0.name, $0.value)) })
                    })
            })
    }

    /// The columns that are there and that the reader may see.
    func cells(_ row: Row) -> [(name: String, value: Value)] {
        zip(row.columns.names, row.values).filter { !hidden.contains($0.0) && !Self.nothing.contains($0.1) }
            .map { (name: $0.0, value: $0.1) }
    }

    private static let nothing: Set<Value> = [.null, .text(""), .text("{}"), .text("[]")]

    private static func json(_ name: String, _ value: Value) -> JSON {
        switch value {
        case .null, .bytes: .null
        case .integer(let number) where name.hasSuffix("_at"): .string(Instant(milliseconds: number).rfc3339)
        case .integer(let number) where name.hasPrefix("is_"): .bool(number == 1)
        case .integer(let number): .integer(number)
        case .text(let text) where nested.contains(name): (try? JSON.parse(Array(text.utf8))) ?? .string(text)
        case .text(let text): .string(text)
        }
    }

    /// Columns whose text is JSON.
    static let nested: Set<String> = ["answers", "details"]

    static let schema = Schema(
        "PersonalData", map: .list(.free(bytes: 1_000_000), max: Holding.exportedMost),
        sample: ["customers": [["name": "John Doe", "email": "john@example.com"]]])
}

/// The same for people: a list of facts for each row.
struct PersonalDataView: Sendable {
    struct Fact: Sendable {
        let factLabel: String
        let factText: String
    }
    struct Entry: Sendable {
        let facts: [Fact]
    }
    struct Part: Sendable {
        let partID: String
        let partTitle: String
        let partWhy: String
        let entries: [Entry]
    }

    let parts: [Part]

    init(_ data: PersonalData, _ zone: Zone, _ words: Wording) {
        parts = data.tables.map { table in
            Part(
                partID: "d-\(table.name)", partTitle: words("privacy.table.\(table.name)"),
                partWhy: words("privacy.why.\(table.name)"),
                entries: table.rows.map { row in
                    Entry(
                        facts: data.cells(row).map {
                            Fact(
                                factLabel: words("privacy.column.\($0.name)"), factText: Self.text($0, zone, words))
                        })
                })
        }
    }

    private static func text(_ cell: (name: String, value: Value), _ zone: Zone, _ words: Wording) -> String {
        switch cell.value {
        case .null, .bytes: ""
        case .integer(let number) where cell.name.hasSuffix("_at"):
            words.formats.dateTime(Instant(milliseconds: number), in: zone)
        case .integer(let number) where cell.name.hasPrefix("is_"): words(number == 1 ? "privacy.yes" : "privacy.no")
        case .integer(let number): "\(number)"
        case .text(let text) where PersonalData.nested.contains(cell.name):
            (try? JSON.parse(Array(text.utf8))).map(told) ?? text
        case .text(let text): text
        }
    }

    /// What was kept as JSON, a line each: an answer after its question, a value after its name.
    private static func told(_ json: JSON) -> String {
        switch json {
        case .array(let all):
            all.map { one in
                guard let label = one["label"]?.string, let answer = one["answer"]?.string else { return told(one) }
                return "\(label): \(answer)"
            }.joined(separator: "\n")
        case .object(let members): members.map { "\($0.name): \(told($0.value))" }.joined(separator: "\n")
        case .string(let text): text
        default: json.text
        }
    }

    static func sample(_ words: Wording) -> PersonalDataView {
        PersonalDataView(parts: [
            Part(
                partID: "d-customers", partTitle: words("privacy.table.customers"),
                partWhy: words("privacy.why.customers"),
                entries: [Entry(facts: [Fact(factLabel: words("privacy.column.name"), factText: "John Doe")])])
        ])
    }

    private init(parts: [Part]) { self.parts = parts }
}
