import House
import Testing
import Web
import Words

@testable import daybook

/// Sentences: each that is asked for is there, and each that is there is asked for.
@Suite struct WordTests {
    /// Keys made of a stem and the name of a case, a state or a field: the stem ends with its dot.
    private func stems(_ text: String) -> [String] {
        text.matches(of: /"([a-z_]+(?:\.[a-z_0-9]+)*\.)\\\(/).map { String($0.1) }
            + text.matches(of: /prefix: "([a-z_.]+)"/).map { String($0.1) + "." }
    }

    @Test func `every sentence that the code or a template asks for is there`() async throws {
        try await TestHouse.empty { house in
            let words = house.house.words.words(.en)
            for file in try Repository.swift() {
                let asked = file.text.matches(of: /\bwords\(\s*"([^"\\]+)"/).map { String($0.1) }
                for key in asked { #expect(words.has(key), "\(file.path) asks for \(key)") }
                let notices = file.text.matches(of: /noticing\("([^"\\]+)"\)/).map { String($0.1) }
                for key in notices { #expect(words.has(key), "\(file.path) notices \(key)") }
                for stem in stems(file.text) where file.text.contains("words(\"\(stem)") {
                    let isKnown = house.house.words.keys.contains { $0.hasPrefix(stem) }
                    #expect(isKnown, "\(file.path) asks for \(stem)…")
                }
            }
            for (name, text) in house.house.templates.sources {
                for key in Templates.keys(in: text) { #expect(words.has(key), "\(name) asks for \(key)") }
            }
        }
    }

    @Test func `every notice that a page leads to may be shown, and has its sentence`() async throws {
        try await TestHouse.empty { house in
            let allowed = Set(Composition.slices.flatMap { $0.notices })
            for file in try Repository.swift() {
                for match in file.text.matches(of: /"([a-z_]+\.notice\.[a-z_.]+)"/) {
                    #expect(allowed.contains(String(match.1)), "\(file.path) leads to \(match.1)")
                }
            }
            let told = Set(house.house.words.keys.filter { $0.contains(/^[a-z_]+\.notice\./) })
            #expect(told.symmetricDifference(allowed) == [])
        }
    }

    @Test func `every sentence is asked for`() async throws {
        try await TestHouse.empty { house in
            let texts = try Repository.swift().map(\.text)
            let literals = Set(texts.flatMap { $0.matches(of: /"([A-Za-z_0-9.]+)"/).map { String($0.1) } })
            let stems = Set(texts.flatMap(stems)).subtracting(["problem.", "field."])
            let keys = Set(house.house.templates.sources.values.flatMap(Templates.keys))
            // A format that does not fit is a field problem of its name.
            let formats = Set(
                texts.flatMap { text in
                    text.matches(of: /Format\(\s*"(?:\\\(T\.prefix\)-)?([a-z-]+)"/).map {
                        "not_\($0.1.replacing("-", with: "_"))"
                    }
                })
            let unused = house.house.words.keys.filter { key in
                if keys.contains(key) || literals.contains(key) { return false }
                for family in ["problem.", "field."] where key.hasPrefix(family) {
                    let code = String(key.dropFirst(family.count))
                    return !literals.contains(code) && !formats.contains(code) && !code.hasPrefix("page.")
                }
                return !stems.contains { key.hasPrefix($0) }
            }
            #expect(unused == [])
        }
    }

    @Test func `every problem that can be thrown has its sentence`() async throws {
        try await TestHouse.empty { house in
            let words = house.house.words.words(.en)
            for file in try Repository.swift() {
                for match in file.text.matches(of: /\bProblem\(\s*[0-9]{3}, "([a-z_]+)"/) {
                    #expect(words.has("problem.\(match.1)"), "\(file.path): problem.\(match.1)")
                }
                let fields =
                    file.text.matches(of: /\.field\(\s*(?:"[^"]*"|[a-z]+), "([a-z_]+)"/).map { String($0.1) }
                    + file.text.matches(of: /FieldProblem\(\s*(?:"[^"]*"|[a-z]+), "([a-z_]+)"/).map { String($0.1) }
                for code in fields { #expect(words.has("field.\(code)"), "\(file.path): field.\(code)") }
            }
        }
    }

    @Test func `every reason, state, kind of mail and desk place has its sentence`() async throws {
        try await TestHouse.empty { house in
            for language in Language.spoken {
                let words = house.house.words.words(language)
                for place in Composition.slices.flatMap({ $0.places }) { #expect(words.has(place.label)) }
                for notice in Composition.slices.flatMap({ $0.notices }) { #expect(words.has(notice), "\(notice)") }
            }
        }
    }
}
