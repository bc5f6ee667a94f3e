import Web
import Words

/// Walks a template as the engine does, with its partials and the templates it is laid into, and notes every tag that no value
/// around it has. A section is tried when some sample fills it.
struct TemplateWalk {
    let sources: [String: String]
    let words: Wording
    private(set) var faults: [String] = []
    private(set) var visited: Set<String> = []
    /// Sections whose inside some value has opened, and those that were met; what is met and never opened has not been tried.
    private(set) var opened: Set<String> = []
    private(set) var met: Set<String> = []
    private var blocks: [String: ArraySlice<Tag>] = [:]

    init(sources: [String: String], words: Wording) {
        self.sources = sources
        self.words = words
    }

    enum Tag: Equatable {
        case value(String)
        case section(String)
        case inverted(String)
        case partial(String)
        case parent(String)
        case block(String)
        case end(String)
    }

    mutating func check(_ page: some Page, _ chrome: Chrome) {
        walk(template: type(of: page).template, [chrome, page])
    }

    private mutating func walk(template name: String, _ stack: [Any]) {
        guard let source = sources[name] else { return faults.append("there is no template \(name)") }
        visited.insert(name)
        walk(tags(source)[...], stack, in: name)
    }

    private mutating func walk(_ tags: ArraySlice<Tag>, _ stack: [Any], in name: String) {
        var rest = tags
        while let tag = rest.popFirst() {
            switch tag {
            case .value(let path): if find(path, stack) == nil { note(path, name) }
            case .section(let path):
                let inner = cut(path, from: &rest)
                met.insert("\(name) #\(path)")
                if let found = find(path, stack) {
                    walkSection(inner, found, stack, path, name)
                } else {
                    note(path, name)
                }
            case .inverted(let path):
                let inner = cut(path, from: &rest)
                if find(path, stack) == nil { note(path, name) }
                walk(inner, stack, in: name)
            case .partial(let partial): walk(template: partial, stack)
            case .parent(let parent): lay(cut(parent, from: &rest), into: parent, stack)
            case .block(let block):
                let inner = cut(block, from: &rest)
                walk(blocks[block] ?? inner, stack, in: name)
            case .end(let end): faults.append("\(name) closes \(end), which is not open")
            }
        }
    }

    /// The blocks of a template that is laid into `parent` take the places of the parent's.
    private mutating func lay(_ inner: ArraySlice<Tag>, into parent: String, _ stack: [Any]) {
        var rest = inner
        while let tag = rest.popFirst() {
            if case .block(let block) = tag { blocks[block] = cut(block, from: &rest) }
        }
        walk(template: parent, stack)
    }

    private mutating func walkSection(
        _ inner: ArraySlice<Tag>, _ found: Any, _ stack: [Any], _ path: String, _ name: String
    ) {
        guard let value = Self.unwrapped(found) else { return }
        let values = value as? [Any] ?? [value]
        if !values.isEmpty { opened.insert("\(name) #\(path)") }
        for value in values { walk(inner, value is Bool ? stack : stack + [value], in: name) }
    }

    private mutating func note(_ path: String, _ name: String) { faults.append("\(name) asks for \(path)") }

    /// The tags up to the end of the section `name`, which are taken from `rest` with the end itself.
    private mutating func cut(_ name: String, from rest: inout ArraySlice<Tag>) -> ArraySlice<Tag> {
        let all = rest
        var depth = 0
        while let tag = rest.popFirst() {
            switch tag {
            case .section(name), .inverted(name), .parent(name), .block(name): depth += 1
            case .end(name):
                if depth == 0 { return all[..<(rest.startIndex - 1)] }
                depth -= 1
            default: break
            }
        }
        faults.append("\(name) is not closed")
        return all
    }

    /// The value of `path` in the innermost place that has it; `.name` looks in the innermost only.
    private func find(_ path: String, _ stack: [Any]) -> Any? {
        if path == "." { return stack.last }
        let places = path.hasPrefix(".") ? Array(stack.suffix(1)) : stack.reversed()
        let names = path.split(separator: ".").map(String.init)
        for place in places {
            guard let first = Self.child(place, names[0]) else { continue }
            return names.dropFirst().reduce(Optional(first)) { value, name in value.flatMap { Self.child($0, name) } }
        }
        return nil
    }

    private static func child(_ value: Any, _ name: String) -> Any? {
        guard let value = unwrapped(value) else { return nil }
        return Mirror(reflecting: value).children.first { $0.label == name }?.value
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }

    private func tags(_ source: String) -> [Tag] {
        let sentences = source.replacing(/\[\[([^\]]+)\]\]/) { match in
            (words.sentence(String(match.1)) ?? "").replacing("{", with: "{{").replacing("}", with: "}}")
        }
        return sentences.matches(of: /\{\{\{?([^}]+)\}?\}\}/).compactMap { match in
            let text = String(match.1).trimmed
            let name = String(text.dropFirst()).trimmed
            return switch text.first {
            case "#": .section(name)
            case "^": .inverted(name)
            case ">": .partial(name)
            case "<": .parent(name)
            case "$": .block(name)
            case "/": .end(name)
            case "!": nil
            case "&": .value(name)
            default: .value(text)
            }
        }
    }
}
