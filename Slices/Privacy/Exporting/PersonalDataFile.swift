import House
import Kernel
import Storage
import Web

/// All that is held about one person as JSON: an object of a list for each table. It is read and written piece by piece, so that a copy is
/// whole however much there is, and a busy node has no more of it in memory than one piece.
actor PersonalDataFile {
    private let copy: PersonalCopy
    private let store: any Store
    private let pieceRows: Int
    /// Those that are still to be written, the one that is being written first.
    private var left: ArraySlice<Holding>
    /// The key of the last row that was written of it; none at its beginning.
    private var last: [Value] = []
    private var hasBegun = false
    private var isOver = false

    init(_ copy: PersonalCopy, _ holdings: [Holding], _ store: any Store, rows: Int = PersonalData.pageRows) {
        (self.copy, self.store, pieceRows) = (copy, store, rows)
        left = holdings[...]
    }

    /// The next piece; nil after the last.
    func next() async throws -> [UInt8]? {
        while let holding = left.first {
            let (person, start, limit) = (copy.person, last.isEmpty ? Holding.Start.first : .after(last), pieceRows)
            let page = try await store.read { db in try holding.export(person, from: start, limit: limit, in: db) }
            let piece = piece(page, of: holding)
            last = page.last
            if page.rows.count < pieceRows {
                left.removeFirst()
                last = []
            }
            if !piece.isEmpty { return Array(piece.utf8) }
        }
        guard !isOver else { return nil }
        isOver = true
        return Array((hasBegun ? "}" : "{}").utf8)
    }

    private func piece(_ page: Holding.Page, of holding: Holding) -> String {
        let isFirst = last.isEmpty
        var text = page.rows.map { json($0).text }.joined(separator: ",")
        if !text.isEmpty {
            text = (isFirst ? "\(hasBegun ? "," : "{")\"\(holding.table)\":[" : ",") + text
            hasBegun = true
        }
        return page.rows.count < pieceRows && !(isFirst && text.isEmpty) ? text + "]" : text
    }

    private func json(_ row: Row) -> JSON {
        .object(copy.cells(row).map { .init($0.name, Self.json($0.name, $0.value)) })
    }

    private static func json(_ name: String, _ value: Value) -> JSON {
        switch value {
        case .null, .bytes: .null
        case .integer(let number) where name.hasSuffix("_at"): .string(Instant(milliseconds: number).rfc3339)
        case .integer(let number) where name.hasPrefix("is_"): .bool(number == 1)
        case .integer(let number): .integer(number)
        case .text(let text) where PersonalCopy.nested.contains(name):
            (try? JSON.parse(Array(text.utf8))) ?? .string(text)
        case .text(let text): .string(text)
        }
    }

    static let schema = Schema(
        "PersonalData", map: .list(.free(bytes: 1_000_000), max: .max),
        sample: ["customers": [["name": "John Doe", "email": "john@example.com"]]])
}

extension PrivacySlice {
    /// The copy as an answer of the API, whole.
    func answer(_ copy: PersonalCopy) -> Answer {
        let file = PersonalDataFile(copy, holdings, house.store)
        var answer = Answer.json(bytes: [])
        answer.pieces = Pieces { try await file.next() }
        return answer
    }

    /// The same as a file to keep.
    func file(_ copy: PersonalCopy) -> Answer {
        answer(copy).with("content-disposition", "attachment; filename=\"personal-data.json\"")
    }
}
