/// One text of a catalogue, with places for values: `{count} places left on {date}`.
struct Template: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case value(String)
    }

    /// As it is written in the catalogue.
    let source: String
    let placeholders: Set<String>
    private let pieces: [Piece]

    /// Nil when a brace has no partner, or something else than `a–z A–Z 0–9 _ .` stands between two.
    init?(_ source: String) {
        var pieces: [Piece] = []
        var names: Set<String> = []
        var rest = source[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
            let name = rest[rest.index(after: open)..<close]
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { return nil }
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            pieces.append(.value(String(name)))
            names.insert(String(name))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.source = source
        self.pieces = pieces
        placeholders = names
    }

    /// The text with its values; one that is missing shows as `⟦name⟧`.
    func filled(_ value: (String) -> String?) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .value(let name): text += value(name) ?? "⟦\(name)⟧"
            }
        }
        return text
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch Character(Unicode.Scalar(byte)) {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".": true
        default: false
        }
    }
}

/// What a key stands for in one language.
enum Sentence: Sendable {
    case plain(Template)
    case plural([PluralForm: Template])

    /// The values it wants from its caller; a plural's count is always there.
    var placeholders: Set<String> {
        switch self {
        case .plain(let template): template.placeholders
        case .plural(let forms):
            Set(forms.values.flatMap(\.placeholders)).subtracting(["count"])
        }
    }

    var isPlural: Bool {
        if case .plural = self { true } else { false }
    }

    /// The template for a count; `other` where the language's form is not written.
    func template(_ form: PluralForm) -> Template? {
        switch self {
        case .plain(let template): template
        case .plural(let forms): forms[form] ?? forms[.other]
        }
    }
}
