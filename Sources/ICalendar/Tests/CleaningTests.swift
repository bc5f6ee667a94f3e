import Testing

@testable import ICalendar

struct CleaningTests {
    @Test(arguments: [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\r\n\r\nb", "a\n\nb"), ("a\u{2028}b\u{2029}c\u{85}d", "a\nb\nc\nd"),
        ("\u{0}a\u{7}\tb\u{7F}\u{9B}", "a b"), ("👩‍🚀 שלום\u{200F}", "👩‍🚀 שלום\u{200F}"),
    ])
    func `line breaks become one kind and other controls go`(text: String, expected: String) {
        #expect(cleaned(text) == expected)
    }

    @Test(arguments: [
        ("Maria \"Mia\" N.\r\nX:y", "Maria 'Mia' N. X:y"), ("  a \n b  ", "a b"), ("\u{0}\n", ""),
        ("Eve\"\u{301};X=1:mailto:eve@example.org", "Eve'\u{301};X=1:mailto:eve@example.org"),
        (String(repeating: "ü", count: 300), String(repeating: "ü", count: 200)),
    ])
    func `a name is one line without double quotes`(text: String, expected: String) {
        #expect(parameterText(text) == expected)
    }

    @Test func `only plain web addresses are links`() {
        #expect(isPlainURL("https://example.org/a?b=c#d") && isPlainURL("http://localhost:8080/"))
        #expect(!isPlainURL("https://example.org/a b") && !isPlainURL("ftp://example.org") && !isPlainURL(""))
    }
}
