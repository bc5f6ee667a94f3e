import Foundation
import FoundationXML
import Testing

@testable import QRCode

struct QRCodeTests {
    @Test(arguments: [
        "https://book.example.org/book/swim-school", "x", "Größe 👩‍🚀 שלום",
        String(repeating: "A long text. ", count: 120),
    ])
    func `a reader sees the text in the image`(text: String) throws {
        let svg = try #require(QRImage.svg(text, title: "Booking page"))
        #expect(try read(svg) == text)
    }

    @Test func `the image says what it is, whatever the title holds`() throws {
        let svg = try #require(QRImage.svg("x", title: "Maria's <\"Swim\"> & \u{0}co"))
        let title = "Maria&#39;s &lt;&quot;Swim&quot;&gt; &amp;  co"
        #expect(svg.contains(#"role="img" aria-label="\#(title)""#))
        #expect(svg.contains("<title>\(title)</title>"))
        #expect(svg.ranges(of: "<path").count == 1)
        #expect(!svg.contains("style"))
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse())
    }

    @Test func `the margin is four modules wide`() throws {
        let svg = try #require(QRImage.svg("x", title: "t"))
        #expect(svg.contains(#"viewBox="0 0 29 29""#))
        #expect(svg.contains("M4 4h7v1h-7z"))
    }

    @Test func `what no code can hold has no image`() {
        #expect(QRImage.svg("", title: "t") == nil)
        #expect(QRImage.svg(String(repeating: "a", count: 2331), title: "t") != nil)
        #expect(QRImage.svg(String(repeating: "a", count: 2332), title: "t") == nil)
    }

    private func read(_ svg: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).svg")
        defer { try? FileManager.default.removeItem(at: file) }
        try svg.write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
        process.arguments = ["python3", "\(root.path)/Tests/Oracles/read-code.py", file.path]
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }
}
