import Testing

@testable import Mail

struct EmailAddressTests {
    @Test(arguments: [
        ("Maria@Example.COM", "maria@example.com"), (" maria@example.com ", "maria@example.com"),
        ("maria+swim@mail.example.co.uk", "maria+swim@mail.example.co.uk"), ("o'hara@example.ie", "o'hara@example.ie"),
        ("info@Bücher.example", "info@xn--bcher-kva.example"), ("info@例え.jp", "info@xn--r8jz45g.jp"),
        ("info@xn--bcher-kva.example", "info@xn--bcher-kva.example"), ("daybook@localhost", "daybook@localhost"),
    ])
    func `one mailbox has one normal form`(text: String, normalised: String) {
        #expect(EmailAddress(text)?.normalised == normalised)
    }

    @Test func `addresses are equal when their mail goes to one place`() throws {
        #expect(EmailAddress("A@bücher.example") == EmailAddress("a@XN--BCHER-KVA.example"))
        #expect(EmailAddress("a@example.org") != EmailAddress("b@example.org"))
        #expect(EmailAddress("Maria@Example.org")?.ascii == "Maria@example.org")
        #expect(EmailAddress("Maria@Example.org")?.text == "Maria@Example.org")
    }

    @Test(arguments: [
        "", "@", "a@", "@b.org", "a", "a@b@c.org", "a b@c.org", "a@b", "a@b..org", "a@.org", "a@org.", "a@-b.org",
        "a@b-.org",
        ".a@b.org", "a.@b.org", "a..b@c.org", "a@127.0.0.1", "a@[127.0.0.1]", "\"a b\"@c.org", "a,b@c.org",
        "a<b@c.org>",
        "a@b.org\r\nBcc: c@d.org", "a\n@b.org", "a@b.org\u{0}", "a\u{0}@b.org", "a@b\u{200B}.org", "a\u{202E}@b.org",
        "a@b\u{202E}.org", "ü@b.org", "a@b%2e.org", "a@b.org/x", "a@b:25.org", "a@b_c.org", "a@b.org?x", "a@b#.org",
        "Maria <maria@example.com>", "mailto:a@b.org@c",
    ])
    func `what no mail can go to is refused`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `lengths have limits`() {
        let domain = Array(repeating: "example", count: 23).joined(separator: ".") + ".org"
        #expect(EmailAddress(String(repeating: "a", count: 64) + "@" + domain) != nil)
        #expect(EmailAddress(String(repeating: "a", count: 65) + "@b.org") == nil)
        #expect(EmailAddress("abcdefg@" + String(repeating: "a", count: 64) + ".org") == nil)
        #expect(EmailAddress(String(repeating: "a", count: 60) + "@" + domain + "." + domain) == nil)
    }
}
