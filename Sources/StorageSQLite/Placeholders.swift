/// SQLite numbers `$n` by first appearance, whatever n says; `?n` means n.
enum Placeholders {
    /// `text` with every `$n` outside quotes and comments as `?n`.
    static func numbered(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var scanner = Scanner()
        var previous: UInt8 = 0
        for byte in text.utf8 {
            let isPlaceholder = byte == UInt8(ascii: "$") && scanner.isCode && !isWord(previous)
            scanner.pass(byte)
            result.append(isPlaceholder ? UInt8(ascii: "?") : byte)
            previous = byte
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 128...255:
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    /// Knows whether the next byte of SQL is code, or text inside quotes or a line comment.
    private struct Scanner {
        private var quote: UInt8?
        private var dashes = 0

        var isCode: Bool { quote == nil }

        mutating func pass(_ byte: UInt8) {
            dashes = byte == UInt8(ascii: "-") && isCode ? dashes + 1 : 0
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if dashes == 2 {
                quote = UInt8(ascii: "\n")
            }
        }
    }
}
