import Testing

@testable import Words

struct PluralRuleTests {
    /// The samples of whole numbers that CLDR gives for each form.
    private static let samples: [(Language, PluralForm, [Int])] = [
        (.ar, .zero, [0]), (.ar, .one, [1]), (.ar, .two, [2]),
        (.ar, .few, [3, 10, 103, 110, 1003]), (.ar, .many, [11, 26, 99, 111, 1011]),
        (.ar, .other, [100, 102, 200, 202, 1000, 10_000, 1_000_000]),
        (.de, .one, [1]), (.de, .other, [0, 2, 16, 100, 1000, 1_000_000]),
        (.en, .one, [1]), (.en, .other, [0, 2, 16, 100, 1000, 1_000_000]),
        (.es, .one, [1]), (.es, .many, [1_000_000, 2_000_000]), (.es, .other, [0, 2, 16, 100, 1000, 1_000_001]),
        (.fr, .one, [0, 1]), (.fr, .many, [1_000_000]), (.fr, .other, [2, 17, 100, 1000, 100_000]),
        (.he, .one, [1]), (.he, .two, [2]), (.he, .other, [0, 3, 17, 20, 100, 1_000_000]),
        (.it, .one, [1]), (.it, .many, [1_000_000]), (.it, .other, [0, 2, 16, 100, 100_000]),
        (.ja, .other, [0, 1, 2, 15, 100, 1_000_000]),
        (.pl, .one, [1]), (.pl, .few, [2, 4, 22, 24, 32, 102, 1002]),
        (.pl, .many, [0, 5, 11, 12, 14, 19, 21, 25, 100, 112, 1000, 1_000_000]),
        (.pt, .one, [0, 1]), (.pt, .many, [1_000_000]), (.pt, .other, [2, 17, 100, 1000]),
    ]

    @Test func `counts take the forms of CLDR's samples`() {
        for (language, form, counts) in Self.samples {
            for count in counts {
                #expect(PluralRule.of(language).form(count) == form, "\(language) \(count)")
                #expect(PluralRule.of(language).form(-count) == form, "\(language) \(-count)")
            }
        }
    }

    @Test func `every language has samples and requires the form other`() {
        #expect(Set(Self.samples.map(\.0)) == Set(Language.allCases))
        for language in Language.allCases { #expect(PluralRule.of(language).required.contains(.other)) }
    }

    @Test func `a form that the catalogue leaves out reads as other`() throws {
        let book = try WordBook([["Words/es.json": #"{"left": {"one": "una", "other": "{count} plazas"}}"#]])
        #expect(book.words(.es)("left", count: 2_000_000) == "2.000.000 plazas")
    }
}
