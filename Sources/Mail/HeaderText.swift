import Foundation
import Kernel

// Header values as RFC 5322 and RFC 2047 want them: in ASCII, without a line break of the sender's making.
enum HeaderText {
    /// Bytes of UTF-8 in one encoded word: in base64, with `=?utf-8?B?` and `?=`, it stays below 75 characters.
    private static let encodedBytesMax = 42
    /// Characters of a value; what is longer is cut.
    private static let lengthMax = 900

    /// A free text such as a subject.
    static func unstructured(_ text: String) -> String {
        let text = oneLine(text)
        let isPlain = text.utf8.allSatisfy { (32...126).contains($0) } && !text.contains("=?")
        return isPlain ? folded(text) : encodedWords(text)
    }

    /// `"Name" <local@domain>`, or the address alone.
    static func mailbox(_ mailbox: Mailbox) -> String {
        let name = oneLine(mailbox.name)
        let address = "<\(mailbox.address.ascii)>"
        if name.isEmpty { return mailbox.address.ascii }
        guard name.utf8.allSatisfy({ (32...126).contains($0) }), !name.contains("=?"), name.utf8.count <= 60 else {
            return "\(encodedWords(name))\r\n \(address)"
        }
        let quoted = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "\"\(quoted)\" \(address)"
    }

    /// `<id>`, without what could end it early.
    static func messageID(_ id: String) -> String {
        "<\(String(id.unicodeScalars.filter { (33...126).contains($0.value) && $0 != "<" && $0 != ">" }.prefix(250)))>"
    }

    /// `Sat, 21 Nov 2026 09:00:00 +0000`
    static func date(_ instant: Instant) -> String {
        let local = Zone.utc.local(instant)
        let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][local.date.weekday.rawValue - 1]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = "\(local)".suffix(8)
        return "\(day), \(local.date.day) \(months[local.date.month - 1]) \(local.date.year) \(time) +0000"
    }

    /// Controls and line breaks become spaces, runs of spaces one space.
    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(lengthMax).map { scalar -> Unicode.Scalar in
            let isBreak = scalar.properties.generalCategory == .control || scalar.properties.isWhitespace
            return isBreak ? " " : scalar
        }
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars)
        return String(line).split(separator: " ").joined(separator: " ")
    }

    /// Broken at spaces into lines of about 76 characters.
    private static func folded(_ text: String) -> String {
        var result = ""
        var column = "Subject: ".count
        for word in text.split(separator: " ") {
            let isFirst = result.isEmpty
            let breaks = !isFirst && column + 1 + word.count > 76
            result += isFirst ? "" : breaks ? "\r\n " : " "
            result += word
            column = breaks ? word.count + 1 : column + word.count + 1
        }
        return result
    }

    /// Base64 words of whole characters, one a line.
    private static func encodedWords(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > encodedBytesMax { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(base64($0))?=" }.joined(separator: "\r\n ")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }
}
