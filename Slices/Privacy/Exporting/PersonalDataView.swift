import Kernel
import Storage
import Web
import Words

/// What is held about one person, for people: a list of facts for each row.
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
        /// Which of how many these are, where they are not all.
        let partRange: String?
        /// Where it goes on.
        let partNext: String?
    }

    let parts: [Part]
    /// Said where not everything is on the page.
    let hasMore: Bool
    /// Back to everything, from a page that has a part of one table.
    let wholeHref: String?

    /// - Parameter path: of the page that shows it.
    init(_ data: PersonalData, at path: String, _ zone: Zone, _ words: Wording) {
        parts = data.tables.map { Self.part($0, of: data.copy, at: path, zone, words) }
        hasMore = data.part != nil || parts.contains { $0.partNext != nil }
        wholeHref = data.part == nil ? nil : path
    }

    private static func part(
        _ table: PersonalData.Table, of copy: PersonalCopy, at path: String, _ zone: Zone, _ words: Wording
    ) -> Part {
        let end = table.skipped + table.rows.count
        let numbers = ["from": table.skipped + 1, "to": end, "count": table.count].mapValues(words.formats.number)
        return Part(
            partID: "d-\(table.name)", partTitle: words("privacy.table.\(table.name)"),
            partWhy: words("privacy.why.\(table.name)"),
            entries: table.rows.map { row in
                Entry(
                    facts: copy.cells(row).map {
                        Fact(factLabel: words("privacy.column.\($0.name)"), factText: text($0, zone, words))
                    })
            },
            partRange: table.rows.count < table.count ? words("privacy.data.range", numbers) : nil,
            partNext: end < table.count ? "\(path)?table=\(table.name)&from=\(end)" : nil)
    }

    private static func text(_ cell: (name: String, value: Value), _ zone: Zone, _ words: Wording) -> String {
        switch cell.value {
        case .null, .bytes: ""
        case .integer(let number) where cell.name.hasSuffix("_at"):
            words.formats.dateTime(Instant(milliseconds: number), in: zone)
        case .integer(let number) where cell.name.hasPrefix("is_"): words(number == 1 ? "privacy.yes" : "privacy.no")
        case .integer(let number): "\(number)"
        case .text(let text) where PersonalCopy.nested.contains(cell.name):
            (try? JSON.parse(Array(text.utf8))).map(told) ?? text
        case .text(let text): text
        }
    }

    /// What was kept as JSON, a line each: an answer after its question, a value after its name.
    private static func told(_ json: JSON) -> String {
        switch json {
        case .array(let all):
            all.map { one in
                guard let label = one["label"]?.string, let value = (one["answer"] ?? one["value"])?.string else {
                    return told(one)
                }
                return "\(label): \(value)"
            }.joined(separator: "\n")
        case .object(let members): members.map { "\($0.name): \(told($0.value))" }.joined(separator: "\n")
        case .string(let text): text
        default: json.text
        }
    }

    static func sample(_ words: Wording) -> PersonalDataView {
        let numbers = ["from": 1, "to": 500, "count": 6_120].mapValues(words.formats.number)
        return PersonalDataView(parts: [
            Part(
                partID: "d-customers", partTitle: words("privacy.table.customers"),
                partWhy: words("privacy.why.customers"),
                entries: [Entry(facts: [Fact(factLabel: words("privacy.column.name"), factText: "John Doe")])],
                partRange: words("privacy.data.range", numbers), partNext: "/account/privacy?table=customers&from=500")
        ])
    }

    private init(parts: [Part]) {
        self.parts = parts
        (hasMore, wholeHref) = (true, "/account/privacy")
    }
}

extension Visit {
    /// What of a long table a page of somebody's data was asked for.
    var part: PersonalData.Part? {
        query.text("table").map { PersonalData.Part(table: $0, skipped: query.integer("from") ?? 0) }
    }
}

extension PersonalData.Part {
    static let query = [
        Field("table", .text(1...60), optional: true, "One table alone.", sample: "messages"),
        Field(
            "from", .integer(0...1_000_000_000), optional: true, "How many of its rows are passed over.", sample: 500),
    ]
}
