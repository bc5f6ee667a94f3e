import Foundation

/// A language that sentences can be written in. Which of them a server speaks is what its catalogues hold.
package enum Language: String, CaseIterable, Hashable, Sendable {
    case ar, de, en, es, fr, he, it, ja, pl, pt

    /// The ISO 639-1 code, as in `lang="es"` and in `Words/es.json`.
    package var code: String { rawValue }

    /// Whether a page in it needs `dir="rtl"`.
    package var isRightToLeft: Bool { self == .ar || self == .he }

    /// What its speakers call it, capitalised for a menu.
    package var ownName: String {
        switch self {
        case .ar: "العربية"
        case .de: "Deutsch"
        case .en: "English"
        case .es: "Español"
        case .fr: "Français"
        case .he: "עברית"
        case .it: "Italiano"
        case .ja: "日本語"
        case .pl: "Polski"
        case .pt: "Português"
        }
    }

    /// The language of a tag such as `en`, `es-MX` or `pt_BR`; nil for one that no catalogue can be in.
    package init?(tag: String) {
        guard let first = tag.split(separator: "-", omittingEmptySubsequences: false).first?.split(separator: "_").first
        else { return nil }
        self.init(rawValue: first.lowercased())
    }

    /// The country of a tag such as `es-MX`, in capitals; nil without one, or when ISO 3166 has no such country.
    package static func region(ofTag tag: String) -> String? {
        let parts = tag.split { $0 == "-" || $0 == "_" }.dropFirst()
        guard let part = parts.first(where: { $0.utf8.count == 2 }) else { return nil }
        let region = Locale.Region(part.uppercased())
        // ZZ is reserved for "unknown".
        return region.isISORegion && region != .unknown ? region.identifier : nil
    }
}
