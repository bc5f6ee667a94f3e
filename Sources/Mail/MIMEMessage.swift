import CCurlShim
import Curl
import Kernel

/// A message as libcurl wants it: its headers, its parts and its envelope.
///
///     multipart/mixed
///         multipart/alternative
///             text/plain
///             text/html
///             text/calendar; method=REQUEST    (what mail programs act on)
///         application/ics                      (what people can save)
final class MIMEMessage {
    let parts: OpaquePointer
    let headers = StringList()
    let recipients = StringList()

    /// Nil when memory is short.
    init?(_ email: Email, _ handle: EasyHandle) {
        guard let parts = curl_mime_init(handle.pointer) else { return nil }
        self.parts = parts
        guard add(email, handle) else { return nil }
        recipients.append(email.to.address.ascii)
        headers.append("Date: \(HeaderText.date(email.date))")
        headers.append("From: \(HeaderText.mailbox(email.from))")
        headers.append("To: \(HeaderText.mailbox(email.to))")
        if let replyTo = email.replyTo { headers.append("Reply-To: \(HeaderText.mailbox(replyTo))") }
        headers.append("Subject: \(HeaderText.unstructured(email.subject))")
        headers.append("Message-ID: \(HeaderText.messageID(email.messageID))")
        for header in email.headers {
            headers.append("\(header.name): \(HeaderText.unstructured(header.value))")
        }
    }

    deinit {
        curl_mime_free(parts)
    }

    private func add(_ email: Email, _ handle: EasyHandle) -> Bool {
        guard let body = curl_mime_addpart(parts), let alternative = curl_mime_init(handle.pointer) else {
            return false
        }
        guard curl_mime_subparts(body, alternative) == CURLE_OK else {
            curl_mime_free(alternative)
            return false
        }
        curl_mime_type(body, "multipart/alternative")
        guard add(email.text, "text/plain; charset=utf-8", to: alternative),
            add(email.html, "text/html; charset=utf-8", to: alternative)
        else { return false }
        guard let calendar = email.calendar else { return true }
        let method = String(calendar.method.filter { $0.isASCII && $0.isLetter })
        return add(calendar.text, "text/calendar; charset=utf-8; method=\(method)", to: alternative)
            && add(calendar.text, "application/ics; charset=utf-8", to: parts, file: "invite.ics")
    }

    private func add(_ text: String, _ type: String, to parent: OpaquePointer, file: String? = nil) -> Bool {
        guard let part = curl_mime_addpart(parent) else { return false }
        // Quoted-printable leaves only CRLF as a line break.
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\n", with: "\r\n")
        let encoder = file == nil ? "quoted-printable" : "base64"
        let isDone = lines.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { curl_mime_data(part, $0.baseAddress, $0.count) == CURLE_OK }
        }
        if let file { curl_mime_filename(part, file) }
        return isDone && curl_mime_type(part, type) == CURLE_OK && curl_mime_encoder(part, encoder) == CURLE_OK
    }
}
