import Foundation

// usage: EmbedTool FOLDER OUTPUT FILE…
// Writes `enum Embedded { static let files: [String: String] }`, keyed by path below FOLDER ("Words/en.json").

let arguments = CommandLine.arguments
let folder = arguments[1]
let output = arguments[2]
let guardMark = String(repeating: "#", count: 6)

var entries: [String] = []
for path in arguments.dropFirst(3) {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let name = String(path.dropFirst(folder.count)).trimmingPrefix("/")
    entries.append("        \"\(name)\": \(guardMark)\"\"\"\n\(text)\n\"\"\"\(guardMark),")
}
let body = entries.isEmpty ? "[:]" : "[\n\(entries.joined(separator: "\n"))\n    ]"
let source = """
    // Made from Assets/, Pages/ and Words/ at build time.
    enum Embedded {
        /// Text of each file, keyed by its path below the target's folder.
        static let files: [String: String] = \(body)
    }

    """
try source.write(toFile: output, atomically: true, encoding: .utf8)
