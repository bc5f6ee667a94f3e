import TestSupport
import Testing

@testable import Web

/// Forms with files, as browsers send them and as nobody should.
@Suite struct MultipartTests {
    private static let type = "multipart/form-data; boundary=----x7"

    private func body(_ parts: [(header: String, content: [UInt8])], boundary: String = "----x7") -> [UInt8] {
        parts.flatMap { part in
            Array("--\(boundary)\r\n\(part.header)\r\n\r\n".utf8) + part.content + Array("\r\n".utf8)
        } + Array("--\(boundary)--\r\n".utf8)
    }

    private func text(_ name: String, _ value: String) -> (header: String, content: [UInt8]) {
        ("Content-Disposition: form-data; name=\"\(name)\"", Array(value.utf8))
    }

    private func file(_ name: String, _ bytes: [UInt8]) -> (header: String, content: [UInt8]) {
        ("Content-Disposition: form-data; name=\"image\"; filename=\"\(name)\"\r\nContent-Type: image/png", bytes)
    }

    private func isRefused(_ body: [UInt8], _ type: String = Self.type) -> Bool {
        do {
            _ = try Multipart(body, contentType: type)
            return false
        } catch { return error == Problem(400, "unreadable_form") }
    }

    @Test func `texts and files come as they were sent`() throws {
        // Bytes that look like the beginning of a boundary are a file's own.
        let bytes = Array("\r\n------x\r\n----x7\r\n\r\n--".utf8) + [0, 255, 13, 10]
        let form = try Multipart(
            body([text("form_token", "t"), text("alt", "Zürich\r\n🏊"), text("alt", "b"), file("a b;.png", bytes)]),
            contentType: Self.type)
        #expect(form.texts == ["form_token": "t", "alt": "Zürich\r\n🏊\nb"])
        #expect(form.files == ["image": UploadedFile(name: "a b;.png", bytes: bytes)])
        let quoted = try Multipart(
            body([text("a", "")], boundary: "a b"), contentType: "Multipart/Form-Data; Boundary=\"a b\"")
        #expect(quoted.texts == ["a": ""])
        let none = try Multipart(body([file("", [])]), contentType: Self.type)
        #expect(none.files.isEmpty)
    }

    @Test func `what no browser sends is refused`() {
        let good = body([text("a", "b")])
        for type in [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=a\"b",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71), "multipart/form-data; boundary=other",
        ] { #expect(isRefused(good, type), "\(type)") }
        #expect(isRefused([]))
        #expect(isRefused(Array("preamble\r\n".utf8) + good))
        #expect(isRefused(good + [0]))
        for cut in 0..<(good.count - 2) { #expect(isRefused(Array(good[..<cut])), "cut at \(cut)") }
        for header in [
            "Content-Type: text/plain", "Content-Disposition: form-data", "Content-Disposition: form-data; name=a",
            "Content-Disposition: attachment; name=\"a\"", "Content-Disposition: form-data; name=\"\"",
            "Content-Disposition: form-data; name=\"a\"; name=\"b\"", "Content-Disposition: form-data; name=\"a\" x",
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"", "nothing",
        ] { #expect(isRefused(body([(header, [])])), "\(header)") }
        #expect(isRefused(body([("Content-Disposition: form-data; name=\"a\"", [0xFF, 0xFE])])))
        #expect(isRefused(body([text("a", "b\0")])))
        #expect(isRefused(body([file("a", [1]), file("b", [2])])))
    }

    @Test func `parts, headers and texts have limits`() throws {
        let parts = { (count: Int) in (0..<count).map { text("f\($0)", "v") } }
        let most = try Multipart(body(parts(Multipart.partsMost)), contentType: Self.type)
        #expect(most.texts.count == Multipart.partsMost)
        #expect(isRefused(body(parts(Multipart.partsMost + 1))))
        let long = String(repeating: "x", count: Multipart.headerBytesMost)
        #expect(isRefused(body([("X-Long: \(long)\r\n" + text("a", "").header, [])])))
        #expect(isRefused(body([text("a", String(repeating: "x", count: Multipart.textBytesMost + 1))])))
    }

    @Test func `a body of a thousand beginnings of boundaries is read once`() {
        let almost = Array(repeating: Array("\r\n----x".utf8), count: 150_000).joined()
        let started = ContinuousClock.now
        #expect(isRefused(Array(body([file("a", Array(almost))]).dropLast(20))))
        #expect(ContinuousClock.now - started < .seconds(60))
    }

    @Test func `no mutation breaks it or its limits`() {
        var random = SplitMix64(seed: 2_026)
        let seeds = [
            body([text("form_token", "t"), file("a.png", (0..<200).map { UInt8($0) })]),
            body((0..<18).map { text("f\($0)", "v") }), Array("------x7--\r\n".utf8),
        ]
        var (read, refused) = (0, 0)
        for _ in 0..<6_000 {
            let mutated = random.mutated(seeds[Int.random(in: 0..<seeds.count, using: &random)])
            do {
                let form = try Multipart(mutated, contentType: Self.type)
                read += 1
                #expect(form.texts.count + form.files.count <= Multipart.partsMost)
                #expect(form.files.values.reduce(0) { $0 + $1.bytes.count } <= mutated.count)
            } catch {
                refused += 1
                #expect(error.status == 400)
            }
        }
        #expect(read > 100 && refused > 100)
        print("Q13: 6,000 mutated forms: \(read) read, \(refused) refused, crashes 0")
    }
}
