/// Every sentence that a person reads, in every language that the server speaks. Built once at the start, from the
/// files that the slices embed; catalogues that are not complete and sound stop the start.
package struct WordBook: Sendable {
    /// The languages of the catalogues. The first is the one to fall back to: English where it is there.
    package let languages: [Language]
    /// Every key, sorted.
    package let keys: [String]
    private let sentences: [Language: [String: Sentence]]

    /// - Parameter slices: The embedded files of each slice by path; those at `Words/CODE.json` are read, others are
    ///   left alone.
    /// - Throws: Everything that is wrong, at once: malformed JSON, a key that two slices have or that a language
    ///   lacks, placeholders or plural forms that do not match.
    package init(_ slices: [[String: String]]) throws(WordFault) {
        var builder = Builder()
        for files in slices { builder.add(files) }
        builder.compareLanguages()
        guard builder.problems.isEmpty else { throw WordFault(problems: builder.problems) }
        sentences = builder.sentences
        keys = builder.keys
        languages = builder.languages
    }

    /// The sentences of a language and the formats of its dates, numbers and money. For a language without a
    /// catalogue, those of the first one.
    /// - Parameter region: An ISO 3166 country, which decides for example between a clock of 12 and 24 hours; nil
    ///   for the language's default.
    package func words(_ language: Language, region: String? = nil) -> Wording {
        let spoken = sentences[language] == nil ? languages.first ?? language : language
        return Wording(sentences: sentences[spoken] ?? [:], formats: Formats.of(spoken, region: region))
    }

    /// The same for a tag such as `es-MX`.
    package func words(tag: String) -> Wording {
        words(Language(tag: tag) ?? languages.first ?? .en, region: Language.region(ofTag: tag))
    }

    /// The best language for an `Accept-Language` header; the first one when none fits.
    package func language(acceptLanguage header: String?) -> Language {
        Language.preferred(acceptLanguage: header, among: languages) ?? languages.first ?? .en
    }
}

/// Collects catalogues, and what is wrong with them.
private struct Builder {
    private(set) var sentences: [Language: [String: Sentence]] = [:]
    private(set) var problems: [String] = []

    var keys: [String] { Set(sentences.values.flatMap(\.keys)).sorted() }

    var languages: [Language] {
        let others = sentences.keys.filter { $0 != .en }.sorted { $0.code < $1.code }
        return sentences[.en] == nil ? others : [.en] + others
    }

    mutating func add(_ files: [String: String]) {
        for (path, text) in files.sorted(by: { $0.key < $1.key }) where path.hasPrefix("Words/") {
            let name = path.dropFirst("Words/".count)
            guard name.hasSuffix(".json"), let language = Language(rawValue: String(name.dropLast(".json".count)))
            else {
                problems.append("\(path) is not named after a language that is known")
                continue
            }
            let file = CatalogueFile(text, name: path, language: language)
            problems += file.problems
            for key in file.sentences.keys.sorted() where sentences[language]?[key] != nil {
                problems.append("\(path): \(key) belongs to another slice already")
            }
            sentences[language, default: [:]].merge(file.sentences) { first, _ in first }
        }
    }

    mutating func compareLanguages() {
        for key in keys {
            let model = languages.compactMap { sentences[$0]?[key] }.first
            for language in languages { compare(key, sentences[language]?[key], with: model, in: language) }
        }
    }

    private mutating func compare(_ key: String, _ sentence: Sentence?, with model: Sentence?, in language: Language) {
        guard let sentence, let model else {
            problems.append("\(key) is missing in \(language.code)")
            return
        }
        if sentence.isPlural != model.isPlural { problems.append("\(key) is a plural in one language only") }
        let odd = sentence.placeholders.symmetricDifference(model.placeholders).sorted()
        if !odd.isEmpty { problems.append("\(key): \(odd.joined(separator: ", ")) is not in every language") }
    }
}
