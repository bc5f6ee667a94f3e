import Testing

@testable import Words

struct LanguageTests {
    @Test(
        arguments: [
            ("en", Language.en), ("es", .es), ("es-MX,en;q=0.5", .es), ("en;q=0.5, es", .es),
            ("en;q=0.5,es;q=0.501", .es), ("es;q=0.5,en;q=0.5", .es), ("fr, es;q=0.1", .es), ("ES-419", .es),
            ("fr, *", .en), ("en, *;q=0.9", .en), ("*;q=0.9, en;q=0.1", .es), ("*", .en),
            ("zz-Latn;q=1.000 , es ; q=0.3", .es),
            ("es;q=0", nil), ("", nil), ("fr", nil), (",,;", nil), ("es;q=2", nil), ("es;q=1.5", nil),
            ("es;q=0.1234", nil),
            ("es;q=", nil), ("es;level=1", nil), ("es;q=-0.5", nil), ("es;q=0,5", nil),
        ] as [(String, Language?)])
    func `the best language of a header is found`(header: String, language: Language?) {
        #expect(Language.preferred(acceptLanguage: header, among: [.en, .es]) == language)
    }

    @Test func `no header, or one too long, prefers nothing`() {
        #expect(Language.preferred(acceptLanguage: nil, among: [.en]) == nil)
        #expect(Language.preferred(acceptLanguage: "en," + String(repeating: "x", count: 1100), among: [.en]) == nil)
        let last = String(repeating: "fr,", count: 40) + "es"
        #expect(Language.preferred(acceptLanguage: last, among: [.es]) == nil)
    }

    @Test func `tags give a language and a country`() {
        #expect(Language(tag: "es-MX") == .es && Language(tag: "pt_BR") == .pt && Language(tag: "EN") == .en)
        #expect(Language(tag: "english") == nil && Language(tag: "") == nil && Language(tag: "-") == nil)
        #expect(Language.region(ofTag: "es-MX") == "MX" && Language.region(ofTag: "en_us") == "US")
        #expect(Language.region(ofTag: "en") == nil && Language.region(ofTag: "en-ZZ") == nil)
        #expect(Language.region(ofTag: "zh-Hant-TW") == "TW")
    }

    @Test func `Arabic and Hebrew run from right to left`() {
        #expect(Language.allCases.filter(\.isRightToLeft) == [.ar, .he])
        #expect(Set(Language.allCases.map(\.ownName)).count == 10)
    }
}
