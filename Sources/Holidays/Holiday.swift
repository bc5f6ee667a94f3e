import Kernel

/// A day that a country, or a part of it, keeps.
package struct Holiday: Hashable, Sendable {
    package let date: LocalDate
    /// In the language of the country.
    package let localName: String
    private let english: String
    private let spanish: String?

    init(date: LocalDate, localName: String, english: String, spanish: String?) {
        self.date = date
        self.localName = localName
        self.english = english
        self.spanish = spanish
    }

    /// In `language` (ISO 639-1) where the source knows it, else in English.
    package func name(in language: String) -> String { language == "es" ? spanish ?? english : english }
}

/// A country whose holidays are known.
package struct HolidayCountry: Sendable {
    package struct Part: Hashable, Sendable {
        /// The end of its ISO 3166-2 code, or the name of a town with days of its own.
        package let code: String
        package let name: String
    }

    /// ISO 3166-1, two letters.
    package let code: String
    private let english: String
    private let spanish: String
    /// By name; none where the days are the same all over the country.
    package let parts: [Part]
    let lines: [Substring]

    /// `lines` are those of its block in the file. Nil when the first is not its head.
    init?(block lines: [Substring]) {
        let head = (lines.first ?? "").split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard head.count == 4, head[0] == "C" else { return nil }
        (code, english, spanish) = (head[1], head[2], head[3])
        parts = lines.filter { $0.hasPrefix("S|") }.compactMap { line in
            let fields = line.split(separator: "|").map(String.init)
            return fields.count == 3 ? Part(code: fields[1], name: fields[2]) : nil
        }.sorted { $0.name < $1.name }
        self.lines = lines.dropFirst().filter { !$0.hasPrefix("S|") }
    }

    package func name(in language: String) -> String { language == "es" ? spanish : english }

    /// The days that `part` keeps, or without one those that the whole country keeps, in their order. Nil for a part that
    /// is not of this country.
    package func holidays(part: String?) -> [Holiday]? {
        guard part.map({ code in parts.contains { $0.code == code } }) ?? true else { return nil }
        return lines.flatMap { HolidayLine($0)?.holidays(part) ?? [] }.sorted { $0.date < $1.date }
    }
}
