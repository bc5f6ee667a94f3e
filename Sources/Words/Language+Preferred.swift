extension Language {
    /// Bytes of an `Accept-Language` header that are looked at, and how many of its entries.
    private static let bytesMax = 1024
    private static let entriesMax = 32

    /// The best of `languages` for an `Accept-Language` header (RFC 9110, section 12.5.4): the highest weight wins,
    /// the earlier entry among equals; `es-MX` accepts `es`, `*` accepts the first language that no entry names.
    /// Nil without a header, or when it accepts none of them.
    package static func preferred(acceptLanguage header: String?, among languages: [Language]) -> Language? {
        guard let header, header.utf8.count <= bytesMax else { return nil }
        let entries = header.split(separator: ",").prefix(entriesMax).compactMap { Entry($0) }
        let named = Set(entries.compactMap(\.language))
        var best: (language: Language, weight: Int)?
        for entry in entries where entry.weight > (best?.weight ?? 0) {
            let language = entry.isWildcard ? languages.first { !named.contains($0) } : entry.language
            if let language, languages.contains(language) { best = (language, entry.weight) }
        }
        return best?.language
    }

    /// One entry of the header.
    private struct Entry {
        /// Nil for a wildcard and for a language that no catalogue can be in.
        let language: Language?
        let isWildcard: Bool
        /// Thousandths, 0 to 1000; 0 means not acceptable.
        let weight: Int

        /// Nil when the entry is malformed.
        init?(_ text: Substring) {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false)
            guard let tag = parts.first.map(trimmed), !tag.isEmpty, parts.count <= 2 else { return nil }
            guard let weight = parts.count == 2 ? Self.weight(trimmed(parts[1])) : 1000 else { return nil }
            self.weight = weight
            isWildcard = tag == "*"
            language = Language(tag: String(tag))
        }

        /// Reads `q=0.8`: at most one digit before the point and three after it.
        private static func weight(_ text: Substring) -> Int? {
            guard text.lowercased().hasPrefix("q=") else { return nil }
            let parts = text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= 2, parts[0] == "0" || parts[0] == "1" else { return nil }
            let decimals = parts.count == 2 ? parts[1] : ""
            guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            let thousandths = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count)) ?? 0
            return parts[0] == "0" ? thousandths : (thousandths == 0 ? 1000 : nil)
        }
    }
}

private func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
}
