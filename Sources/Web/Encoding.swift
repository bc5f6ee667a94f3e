/// Percent-encoding of paths, queries and forms (RFC 3986, HTML's form encoding), bounded and strict about UTF-8.
package enum Encoding {
    /// The text behind `%41` and, in forms, `+`; nil when it is not UTF-8 or holds NUL.
    package static func decoded(_ text: some StringProtocol, form: Bool = false) -> String? {
        guard text.utf8.contains(where: { $0 == 0x25 || $0 == 0x2B || $0 == 0 }) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case 0x25:
                guard let high = rest.next().flatMap(hex), let low = rest.next().flatMap(hex) else { return nil }
                bytes.append(high << 4 | low)
            case 0x2B where form: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    /// `text` fit for one path segment or query value.
    package static func encoded(_ text: String) -> String {
        var output = ""
        for byte in text.utf8 {
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) {
                output.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                output += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return output
    }

    /// `a=1&b=2` as names and values, in form encoding; values of a repeated name are put on lines of their own. Nil when there are
    /// more than `max` pairs or one can't be decoded.
    package static func pairs(_ text: some StringProtocol, max: Int = 200) -> [String: String]? {
        var pairs: [String: String] = [:]
        var count = 0
        for part in text.split(separator: "&") {
            count += 1
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard count <= max, let name = decoded(sides[0], form: true),
                let value = sides.count == 2 ? decoded(sides[1], form: true) : ""
            else { return nil }
            pairs[name] = pairs[name].map { "\($0)\n\(value)" } ?? value
        }
        return pairs
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
