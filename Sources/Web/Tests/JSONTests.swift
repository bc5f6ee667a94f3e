import TestSupport
import Testing

@testable import Web

@Suite struct JSONTests {
    private static func parse(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

    @Test func `what is written is read back the same`() throws {
        var random = SplitMix64(seed: 42)
        for _ in 0..<3_000 {
            let value = Self.value(depth: 4, &random)
            #expect(try JSON.parse(value.bytes) == value)
        }
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "[1 2]", "01", "-", "1.", "1e", "+1", "tru", "nul",
        "\"", "\"\\x\"",
        "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\u{1}\"", "1 2", "[1]]", "NaN", "'a'",
        "{\"a\":1,\"a\":2}",
    ])
    func `broken text is refused`(_ text: String) {
        #expect(throws: JSONFault.self) { try Self.parse(text) }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONFault.self) { try JSON.parse([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONFault.self) { try JSON.parse([0x22, 0xC0, 0x80, 0x22]) }
    }

    @Test func `nesting has an end`() throws {
        let deep = String(repeating: "[", count: 15) + String(repeating: "]", count: 15)
        #expect(try Self.parse(deep).array?.count == 1)
        let deeper = String(repeating: "[", count: 100_000)
        #expect(throws: JSONFault.self) { try Self.parse(deeper) }
    }

    @Test func `a text of escapes alone takes no longer than its length`() throws {
        let count = 400_000
        let text = "\"" + String(repeating: "\\n", count: count) + "\""
        let began = ContinuousClock.now
        let parsed = try Self.parse(text).string
        let took = ContinuousClock.now - began
        #expect(parsed?.utf8.count == count && took < .seconds(5), "\(took)")
    }

    @Test func `escapes mean what RFC 8259 says`() throws {
        #expect(try Self.parse(#""\u0041\n\/\"\\\ud83d\ude00""#) == .string("A\n/\"\\😀"))
        #expect(try Self.parse(#""one\ntwo\u00e9é\tthree""#) == .string("one\ntwoéé\tthree"))
    }

    @Test func `numbers are whole, or kept as text for the message`() throws {
        #expect(try Self.parse("-12") == .integer(-12))
        #expect(try Self.parse("0") == .integer(0))
        #expect(try Self.parse("1.50") == .fraction("1.50"))
        #expect(try Self.parse("1e3") == .fraction("1e3"))
        #expect(try Self.parse("99999999999999999999") == .fraction("99999999999999999999"))
    }

    @Test func `what is written is harmless inside HTML`() {
        let text = JSON.string("</script><!-- & -->").text
        #expect(!text.contains("<") && !text.contains(">") && !text.contains("&"))
    }

    private static func value(depth: Int, _ random: inout SplitMix64) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3, 4: return .string(text(&random))
        case 5: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1, &random) })
        default:
            let count = Int.random(in: 0...4, using: &random)
            return .object((0..<count).map { JSON.Member("\($0)" + text(&random), value(depth: depth - 1, &random)) })
        }
    }

    private static func text(_ random: inout SplitMix64) -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let number = UInt32.random(in: 0...0x1_0FFF, using: &random)
            if let scalar = Unicode.Scalar(Bool.random(using: &random) ? number : number % 128) { view.append(scalar) }
        }
        return String(view)
    }
}
