import Foundation

/// The sentences of one slice in one language, read from its JSON:
/// `{"hello": "Hello {name}", "left": {"one": "{count} place left", "other": "{count} places left"}}`.
struct CatalogueFile {
    private(set) var sentences: [String: Sentence] = [:]
    /// What is wrong with it, each a line for its author.
    private(set) var problems: [String] = []
    private let name: String
    private let rule: PluralRule

    /// - Parameter name: Its path, for the problems.
    init(_ text: String, name: String, language: Language) {
        self.name = name
        rule = PluralRule.of(language)
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            problems.append("\(name) is not a JSON object")
            return
        }
        problems += Self.repeatedKeys(in: text).map { "\(name) has \($0) twice" }
        for (key, value) in object.sorted(by: { $0.key < $1.key }) { read(key, value) }
    }

    private mutating func read(_ key: String, _ value: Any) {
        switch value {
        case let text as String:
            guard let template = template(text, key) else { return }
            sentences[key] = .plain(template)
        case let forms as [String: String]:
            sentences[key] = plural(forms, key)
        default:
            problems.append("\(name): \(key) is neither a text nor a set of plural forms")
        }
    }

    private mutating func plural(_ texts: [String: String], _ key: String) -> Sentence? {
        var forms: [PluralForm: Template] = [:]
        for (formName, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let form = PluralForm(rawValue: formName), rule.allowed.contains(form) else {
                problems.append("\(name): \(key) has a form \(formName), which its language does not have")
                continue
            }
            forms[form] = template(text, key)
        }
        let missing = rule.required.subtracting(texts.keys.compactMap { PluralForm(rawValue: $0) })
        for form in missing.map(\.rawValue).sorted() { problems.append("\(name): \(key) lacks the form \(form)") }
        return .plural(forms)
    }

    private mutating func template(_ text: String, _ key: String) -> Template? {
        let template = Template(text)
        if template == nil { problems.append("\(name): \(key) has a malformed placeholder") }
        return template
    }

    /// The keys of the outer object that occur more than once. A JSON parser keeps the last one and says nothing,
    /// which is how two people who add the same key lose a sentence.
    private static func repeatedKeys(in json: String) -> [String] {
        var seen: Set<[UInt8]> = []
        var repeated: [String] = []
        var string: [UInt8] = []
        var (depth, isInside, isEscaped) = (0, false, false)
        for byte in json.utf8 {
            if isInside {
                if byte == UInt8(ascii: "\""), !isEscaped { isInside = false } else { string.append(byte) }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): (string, isInside) = ([], true)
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ":") where depth == 1 && !seen.insert(string).inserted:
                repeated.append(String(decoding: string, as: UTF8.self))
            default: break
            }
        }
        return repeated
    }
}
