import CCurlShim
import CLibCurl

/// Listens to what the server says, and makes a result of it.
final class SMTPReply {
    /// Bytes of a reply that are kept.
    private static let lengthMax = 500

    private var lastLine = ""
    private var lines = 0

    /// Has to outlive the transfer.
    func listen(_ handle: UnsafeMutableRawPointer) {
        curl_set_pointer(handle, CURLOPT_HEADERDATA, Unmanaged.passUnretained(self).toOpaque())
        curl_set_write(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, listener in
            if let bytes, let listener {
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                Unmanaged<SMTPReply>.fromOpaque(listener).takeUnretainedValue().hear(line)
            }
            return size * count
        }
    }

    func result(_ code: CURLcode, _ handle: UnsafeMutableRawPointer) -> Result<Void, MailFault> {
        guard code != CURLE_OK else { return .success(()) }
        guard let reply = Int(lastLine.prefix(3)), reply >= 500, isAboutMessage(code) else {
            let reason = String(cString: curl_easy_strerror(code))
            return .failure(.temporary(lastLine.isEmpty ? reason : "\(reason) (\(lastLine))"))
        }
        return .failure(.permanent(code: reply, lastLine))
    }

    /// Whether the server refused the message itself: its sender, its reader or its text. A greeting, a login and a
    /// handshake that fail say nothing about it.
    private func isAboutMessage(_ code: CURLcode) -> Bool {
        // libcurl answers the second for the text and for the greeting, which is the first line of all.
        code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY && lines > 1
    }

    private func hear(_ line: UnsafeRawBufferPointer) {
        let text = String(decoding: line.prefix(Self.lengthMax), as: UTF8.self)
        lines += 1
        lastLine = String(text.unicodeScalars.filter { $0.properties.generalCategory != .control })
    }
}
