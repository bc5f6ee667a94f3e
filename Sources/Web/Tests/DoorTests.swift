import HTTPTypes
import Kernel
import TestSupport
import Testing

@testable import Web

@Suite struct DoorTests {
    @Test func `a literal is found before a parameter, and a parameter where no literal fits`() {
        var table = RouteTable<String>()
        table.add(.get, "/book/{slug}", "business")
        table.add(.get, "/book/new", "new")
        table.add(.post, "/book/{slug}", "post")
        table.add(.get, "/{slug}/book", "moved")
        func found(_ method: Web.Method, _ path: String) -> String {
            switch table.match(method, path) {
            case .found(let route, let parameters): "\(route) \(parameters["slug"] ?? "")"
            case .otherMethods(let methods): methods.map(\.rawValue).joined(separator: ",")
            case .none: "none"
            }
        }
        #expect(found(.get, "/book/new") == "new ")
        #expect(found(.get, "/book/swim") == "business swim")
        #expect(found(.post, "/book/new") == "GET")
        #expect(found(.get, "/swim/book") == "moved swim")
        #expect(found(.get, "/book/a%20b") == "business a b")
        #expect(found(.get, "/book/%00") == "none")
        #expect(found(.get, "/book/%ff") == "none")
        #expect(found(.get, "/book/" + String(repeating: "x", count: 120)).hasPrefix("business xx"))
        #expect(found(.get, "/book/" + String(repeating: "x", count: 121)) == "none")
        #expect(found(.delete, "/book/swim") == "GET,POST")
        #expect(found(.get, "/book") == "none")
    }

    @Test func `percent-encoding goes there and back`() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let scalars = (0..<12).compactMap { _ in Unicode.Scalar(UInt32.random(in: 1...0x1_0FFF, using: &random)) }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(Encoding.decoded(Encoding.encoded(text)) == text)
        }
        #expect(Encoding.decoded("a+b", form: true) == "a b")
        #expect(Encoding.decoded("a+b") == "a+b")
        #expect(Encoding.decoded("%4") == nil)
        #expect(Encoding.decoded("a%00b") == nil && Encoding.decoded("a\0b") == nil && Encoding.pairs("a=\0") == nil)
        #expect(Encoding.pairs("a=1&a=2&b=") == ["a": "1\n2", "b": ""])
        #expect(Encoding.pairs(String(repeating: "a=1&", count: 300)) == nil)
    }

    @Test(arguments: ["a=1", "a=", "a= ", " a =1", "b=2; a=1; c"])
    func `of a cookie that is there twice the first counts, also when it is empty`(_ first: String) {
        let value = first.contains("1") ? "1" : ""
        for header in [first, "\(first); a=2", "a2=3;\(first);a=2"] { #expect(Cookie.value("a", in: header) == value) }
        #expect(Cookie.value("a", in: "b=a; aa=1; a") == nil)
    }

    @Test(arguments: ["\u{2000}", "\u{A0}", "\u{85}", "\u{3000}", "\u{B}", "\u{FEFF}", "x"])
    func `of a cookie's name only spaces and tabs are dropped, so nobody sets one of ours beside it`(_ blank: String) {
        let ours = "__Host-daybook"
        for theirs in ["\(blank)\(ours)", "\(ours)\(blank)", " \(blank) \(ours)"] {
            #expect(Cookie.value(ours, in: "\(theirs)=theirs; \(ours)=ours") == "ours")
            #expect(Cookie.value(ours, in: "\(theirs)=theirs") == nil)
        }
        #expect(Cookie.value(ours, in: " \t\(ours) =\tours ") == "ours")
        // Bytes end a name, whatever they are drawn with.
        #expect(Cookie.value(ours, in: "a=1;\u{301}\(ours)=theirs; \(ours)=ours") == "ours")
        #expect(Cookie.value(ours, in: "\(ours)=\u{301}\(blank)") == "\u{301}\(blank)")
    }

    @Test func `base64 for addresses goes there and back, and takes no other letters`() {
        for bytes: [UInt8] in [[], [0], [251, 255], [62, 63, 251, 240], Array(0...255)] {
            let text = Base64URL.encoded(bytes)
            #expect(Base64URL.decoded(text) == bytes && !text.contains { "+/=".contains($0) })
        }
        for wrong in ["+/", "-_==", "a b", "a"] { #expect(Base64URL.decoded(wrong) == nil, "\(wrong)") }
    }

    @Test func `a bucket gives its rate and refills evenly`() {
        let limiter = RateLimiter()
        let start = Instant(milliseconds: 1_000_000)
        let allowed = (0..<100).count { _ in limiter.take("a", perMinute: 60, at: start) == nil }
        #expect(allowed == 60)
        #expect(limiter.take("a", perMinute: 60, at: start) == 1)
        #expect(limiter.take("b", perMinute: 60, at: start) == nil)
        let later = (0..<100).count { _ in limiter.take("a", perMinute: 60, at: start + .seconds(10)) == nil }
        #expect(later == 10)
    }

    @Test func `a full limiter forgets the quiet and never grows beyond its bound`() {
        let limiter = RateLimiter(capacity: 100)
        let start = Instant(milliseconds: 1_000_000)
        while limiter.take("loud", perMinute: 5, at: start) == nil {}
        for number in 0..<1_000 { _ = limiter.take("quiet \(number)", perMinute: 5, at: start) }
        #expect(limiter.take("loud", perMinute: 5, at: start) != nil)
    }

    @Test func `no redirect leads away`() {
        for place in [
            "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb",
            "/\t/evil.example", "/\u{7F}", "/\u{0}a", "/\u{85}a",
        ] {
            #expect(Answer.see(place).header("location") == "/", "\(place)")
        }
        #expect(Answer.see("/desk?x=1").header("location") == "/desk?x=1")
    }

    @Test func `a place has one spelling`() {
        var table = RouteTable<String>()
        table.add(.get, "/", "home")
        table.add(.get, "/admin/jobs", "jobs")
        func isFound(_ path: String) -> Bool { if case .found = table.match(.get, path) { true } else { false } }
        #expect(isFound("/") && isFound("/admin/jobs"))
        for path in ["//", "//admin/jobs", "/admin//jobs", "/admin/jobs/", "/admin/jobs//", "///", "/./admin/jobs"] {
            #expect(!isFound(path), "\(path)")
        }
    }

    @Test func `of IPv6 the network counts, of IPv4 the address`() {
        let one = Incoming.network("2001:db8:1:2::1")
        #expect(Incoming.network("2001:db8:1:2:ffff:ffff:ffff:ffff") == one)
        #expect(Incoming.network("2001:db8:1:3::1") != one)
        #expect(Incoming.network("192.0.2.7") == "192.0.2.7")
        #expect(Incoming.network("::ffff:192.0.2.7") == "192.0.2.7")
        #expect(Incoming.network("::ffff:192.0.2.8") != Incoming.network("::ffff:192.0.2.7"))
        #expect(Incoming.network("unknown") == "unknown")
    }
}
