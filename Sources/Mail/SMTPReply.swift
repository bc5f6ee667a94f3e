import CCurlShim
import Curl

/// Listens to what the server says, and makes a result of it.
final class SMTPReply {
    /// Bytes of a reply that are kept.
    private static let lengthMax = 500

    private var lastLine = ""
    private var lines = 0

    func listen(_ handle: EasyHandle) {
        handle.onLine { line in
            self.hear(line)
            return true
        }
    }

    func result(_ code: CURLcode) -> Result<Void, MailFault> {
        guard code != CURLE_OK else { return .success(()) }
        let reason = String(cString: curl_easy_strerror(code))
        guard let reply = Int(lastLine.prefix(3)), reply >= 400 else {
            return .failure(.temporary(lastLine.isEmpty ? reason : "\(reason) (\(lastLine))"))
        }
        let isForGood = reply >= 500 && isAboutMessage(code)
        return .failure(isForGood ? .permanent(code: reply, lastLine) : .temporary(lastLine))
    }

    /// Whether the server refused the message itself: its sender, its reader or its text. A greeting, a login and a
    /// handshake that fail say nothing about it.
    private func isAboutMessage(_ code: CURLcode) -> Bool {
        // libcurl answers the second for the text and for the greeting, which is the first line of all.
        code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY && lines > 1
    }

    /// Without addresses: what a server says ends up in logs, and servers like to repeat whom they refuse.
    static func nameless(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { $0.contains("@") ? "…" : String($0) }
            .joined(separator: " ")
    }

    private func hear(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line.prefix(Self.lengthMax), as: UTF8.self)
        lines += 1
        // The answer to QUIT, which libcurl sends after a refusal too.
        guard !text.hasPrefix("221") else { return }
        lastLine = Self.nameless(String(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
