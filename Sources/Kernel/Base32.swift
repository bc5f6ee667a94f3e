/// Numbers in Crockford's base 32: digits and lower-case letters without i, l, o and u.
enum Base32 {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Without leading zeros; `0` for zero.
    static func text(_ value: UInt64) -> String {
        var rest = value
        var digits: [UInt8] = []
        repeat {
            digits.append(alphabet[Int(rest & 31)])
            rest >>= 5
        } while rest > 0
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    /// Reads exactly what `text` writes.
    static func value(_ digits: some Collection<UInt8>) -> UInt64? {
        guard let first = digits.first, first != alphabet[0] || digits.count == 1, digits.count <= 13 else {
            return nil
        }
        var value: UInt64 = 0
        for digit in digits {
            guard let bits = alphabet.firstIndex(of: digit), value <= UInt64.max >> 5 else { return nil }
            value = value << 5 | UInt64(bits)
        }
        return value
    }
}
