/// The sentences of one language, and its formats. A cheap value: pass it along with whatever is to be shown.
package struct Wording: Sendable {
    package let formats: Formats
    private let sentences: [String: Sentence]
    private let rule: PluralRule

    package var language: Language { formats.language }

    init(sentences: [String: Sentence], formats: Formats) {
        self.sentences = sentences
        self.formats = formats
        rule = PluralRule.of(formats.language)
    }

    /// The sentence of a key with its values, as plain text that is escaped nowhere.
    ///
    /// - Parameter count: Chooses the plural form and fills `{count}`, written as the language writes numbers. Without
    ///   one, a plural reads as for many.
    /// - Returns: `⟦key⟧` for a key that no catalogue has, and `⟦name⟧` in place of a value that is missing: mistakes
    ///   of the program that tests look for.
    package func callAsFunction(_ key: String, _ values: [String: String] = [:], count: Int? = nil) -> String {
        guard let template = sentences[key]?.template(count.map(rule.form) ?? .other) else { return "⟦\(key)⟧" }
        return template.filled { name in
            values[name] ?? (name == "count" ? count.map(formats.number) : nil)
        }
    }

    /// The sentence as the catalogue has it, its `{placeholders}` unfilled, for templates that are prepared once.
    /// Nil for a key that no catalogue has and for plurals, which need a count.
    package func sentence(_ key: String) -> String? {
        guard case .plain(let template) = sentences[key] else { return nil }
        return template.source
    }

    /// Whether the catalogues have a key.
    package func has(_ key: String) -> Bool {
        sentences[key] != nil
    }
}
