import Curl
import Foundation

/// Collects an answer for as long as it keeps within its bounds.
final class Reply {
    private let rules: OutgoingRules
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private var headerBytes = 0
    private var isHead = false

    init(_ rules: OutgoingRules) { self.rules = rules }

    func listen(_ handle: EasyHandle) {
        handle.onLine { line in
            self.headerBytes += line.count
            guard self.headerBytes <= self.rules.headerBytesMost else { return self.refuse() }
            self.read(String(decoding: line, as: UTF8.self))
            return true
        }
        handle.onBody { part in
            guard self.body.count + part.count <= self.rules.bodyBytesMost else { return self.refuse() }
            self.body.append(contentsOf: part)
            return true
        }
    }

    private func refuse() -> Bool {
        isTooLarge = true
        return false
    }

    /// What stands behind the body, or before another status line, is no header of the answer.
    private func read(_ line: String) {
        let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
        if line.hasPrefix("HTTP/"), !isHead, body.isEmpty {
            headers = []
            isHead = true
        } else if text.isEmpty {
            isHead = false
        } else if isHead, line.first == " " || line.first == "\t" {
            guard let last = headers.indices.last else { return }
            headers[last].value += " \(text)"
        } else if isHead, let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.append((text[..<colon].lowercased(), value))
        }
    }
}
