import Testing

@testable import Web

/// Where redirects lead, whose forms are believed, and where a request comes from.
@Suite struct OwnPathTests {
    @Test(arguments: [
        "/", "/desk", "/desk/swim-school?day=2026-11-24#top", "/b/K7M2Q9XA/x?next=//evil.example", "/a//b",
    ])
    func `a path of ours is one`(_ path: String) {
        #expect(OwnPath.holds(path))
        #expect(Answer.see(path).header("location") == path)
    }

    @Test(arguments: [
        "", "desk", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example", "javascript:alert(1)", "/desk\r\nSet-Cookie: a=b", "/desk x", "/\u{7F}",
        // Another letter than a slash to whoever looks at letters, and dropped by browsers.
        "//\u{FE0F}evil.example", "/\u{FE0F}/evil.example", "/\\\u{FE0F}evil.example", "//\u{34F}evil.example", "/ñ",
    ])
    func `what a browser could take for another host is none`(_ path: String) {
        #expect(!OwnPath.holds(path))
        #expect(Answer.see(path).header("location") == "/")
    }

    @Test func `a form is believed from a page of ours`() {
        let ours = "https://book.example.org"
        func holds(_ origin: String?, _ site: String?) -> Bool {
            OwnOrigin.holds(origin, host: "book.example.org", fetchSite: site)
        }
        #expect(holds(ours, "same-origin") && holds(ours, nil) && holds(nil, "none") && holds(nil, nil))
        for foreign in [
            "https://evil.example", "null", "https://book.example.org.evil.example", "\(ours)/", "\(ours):81", "",
        ] {
            #expect(!holds(foreign, nil) && !holds(foreign, "same-origin"))
        }
        for site in ["cross-site", "same-site", ""] { #expect(!holds(nil, site) && !holds(ours, site)) }
    }

    @Test func `only trusted proxies tell the client's address`() {
        func address(_ forwarded: [String], _ proxies: Int) -> String {
            ClientAddress.of("192.0.2.1", forwarded: forwarded, trustedProxies: proxies)
        }
        #expect(address(["198.51.100.1"], 0) == "192.0.2.1")
        #expect(address([], 1) == "192.0.2.1")
        #expect(address(["203.0.113.9, 198.51.100.1"], 1) == "198.51.100.1")
        #expect(address(["203.0.113.9", "198.51.100.1, 198.51.100.2"], 2) == "198.51.100.1")
        #expect(address(["198.51.100.2"], 2) == "192.0.2.1")
    }

    @Test func `a proxy's port makes no other client, and what is no address is the proxy's own`() {
        func address(_ hop: String) -> String {
            ClientAddress.of("192.0.2.1", forwarded: ["203.0.113.9, \(hop)"], trustedProxies: 1)
        }
        #expect(address("198.51.100.1:49152") == "198.51.100.1" && address("198.51.100.1:2") == "198.51.100.1")
        #expect(address("[2001:db8::1]:443") == "2001:db8::1" && address("[2001:db8::1]") == "2001:db8::1")
        #expect(address("2001:db8::1") == "2001:db8::1" && address("::ffff:192.0.2.9") == "::ffff:192.0.2.9")
        for none in ["unknown", "_hidden", "\"", "[", "198.51.100.1\u{0}", String(repeating: "1.", count: 30), "ñ:1"] {
            #expect(address(none) == "192.0.2.1", "\(none)")
        }
    }
}
