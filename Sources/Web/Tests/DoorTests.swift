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
        for place in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"] {
            #expect(Answer.see(place).header("location") == "/", "\(place)")
        }
        #expect(Answer.see("/desk?x=1").header("location") == "/desk?x=1")
    }
}
