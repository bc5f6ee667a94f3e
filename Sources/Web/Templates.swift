import Mustache
import Words

/// Every template in every language, parsed once at start. `[[key]]` in a template becomes the language's sentence, and a
/// `{placeholder}` inside the sentence a tag that is looked up where the sentence stands.
package struct Templates: Sendable {
    private let libraries: [Language: MustacheLibrary]
    /// Template text by name, as written; tests compare its tags with the pages' properties.
    package let sources: [String: String]

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
        var libraries: [Language: MustacheLibrary] = [:]
        for language in Language.spoken {
            var library = MustacheLibrary()
            for (name, text) in sources {
                library.register(
                    try MustacheTemplate(string: try Self.translated(text, name, words.words(language))), named: name)
            }
            libraries[language] = library
        }
        self.libraries = libraries
    }

    /// The template filled from `context`. Throws when no template has this name.
    package func render(_ name: String, _ context: Any, in language: Language) throws -> String {
        guard let text = libraries[language]?.render(context, withTemplate: name) else {
            throw TemplateFault(name: name, reason: "does not exist")
        }
        return text
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
