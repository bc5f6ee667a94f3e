import Mustache
import Synchronization
import Words

/// Every template in every language, read when it is first asked for. `[[key]]` in a template becomes the language's sentence,
/// and a `{placeholder}` inside the sentence a tag that is looked up where the sentence stands.
package final class Templates: Sendable {
    /// Template text by name, as written; tests compare its tags with the pages' properties.
    package let sources: [String: String]
    private let words: WordBook
    /// What has been read. Who is in it, is in it with all that they include.
    private let libraries = Mutex<[Language: MustacheLibrary]>([:])

    /// - Parameter files: each target's embedded files; those below `Pages/` count, by file name without extension.
    package init(files: [[String: String]], words: WordBook) throws {
        var sources: [String: String] = [:]
        for (path, text) in files.joined() where path.hasPrefix("Pages/") && path.hasSuffix(".mustache") {
            let name = String(path.split(separator: "/").last?.dropLast(".mustache".count) ?? "")
            guard sources.updateValue(text, forKey: name) == nil else {
                throw TemplateFault(name: name, reason: "is there twice")
            }
        }
        self.sources = sources
        self.words = words
    }

    /// The template filled from `context`. Throws `TemplateFault` when it, or one that it includes, is missing or malformed.
    package func render(_ name: String, _ context: Any, in language: Language) throws -> String {
        guard let text = try library(with: name, language).render(context, withTemplate: name) else {
            throw TemplateFault(name: name, reason: "does not exist")
        }
        return text
    }

    private func library(with name: String, _ language: Language) throws -> MustacheLibrary {
        try libraries.withLock { libraries in
            if let library = libraries[language], library.getTemplate(named: name) != nil { return library }
            var library = libraries[language] ?? MustacheLibrary()
            try read(name, words.words(language), into: &library)
            libraries[language] = library
            return library
        }
    }

    private func read(_ name: String, _ words: Wording, into library: inout MustacheLibrary) throws {
        guard library.getTemplate(named: name) == nil else { return }
        guard let source = sources[name] else { throw TemplateFault(name: name, reason: "does not exist") }
        library.register(try MustacheTemplate(string: try Self.translated(source, name, words)), named: name)
        for included in Self.included(in: source) { try read(included, words, into: &library) }
    }

    /// The templates that a template names: `{{> part}}`, `{{<frame}}`.
    private static func included(in text: String) -> [String] {
        text.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().compactMap { tag in
            guard tag.first == ">" || tag.first == "<", let end = tag.firstRange(of: "}}") else { return nil }
            return tag[..<end.lowerBound].dropFirst().trimmingPrefix(while: \.isWhitespace).split(separator: " ").first
                .map(String.init)
        }
    }

    /// The keys that a template names.
    package static func keys(in text: String) -> [String] {
        text.split(separator: "[[", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstRange(of: "]]").map { String(part[..<$0.lowerBound]) }
        }
    }

    private static func translated(_ text: String, _ name: String, _ words: Wording) throws -> String {
        var output = ""
        var rest = text[...]
        while let opening = rest.firstRange(of: "[["), let closing = rest[opening.upperBound...].firstRange(of: "]]") {
            let key = String(rest[opening.upperBound..<closing.lowerBound])
            guard let sentence = words.sentence(key) else {
                throw TemplateFault(name: name, reason: "names the unknown sentence \(key)")
            }
            output += rest[..<opening.lowerBound]
            output += sentence.htmlEscaped.replacing("{", with: "{{").replacing("}", with: "}}")
            rest = rest[closing.upperBound...]
        }
        return output + rest
    }
}

package struct TemplateFault: Error, CustomStringConvertible {
    let name: String
    let reason: String
    package var description: String { "template \(name) \(reason)" }
}
