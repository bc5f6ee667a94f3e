/// What a customer reads out on the telephone: 8 characters that can't be mistaken for each other.
package struct Reference: Hashable, Sendable, CustomStringConvertible {
    /// 8 characters of A–Z and 2–9 without I, L, O and U.
    package let text: String

    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let length = 8

    /// Reads a reference as people type it: in either case, with white space around.
    package init?(_ typed: String) {
        let bytes = typed.utf8.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed()
        let upper = bytes.map { (97...122).contains($0) ? $0 - 32 : $0 }
        guard upper.count == Self.length, upper.allSatisfy(Self.alphabet.contains) else { return nil }
        text = String(decoding: upper, as: UTF8.self)
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The reference that random bits stand for; even to one part in 28 million.
    package static func from(random: UInt64) -> Reference {
        let base = UInt64(alphabet.count)
        var rest = random
        let bytes = (0..<length).map { _ in
            defer { rest /= base }
            return alphabet[Int(rest % base)]
        }
        return Reference(unchecked: String(decoding: bytes, as: UTF8.self))
    }

    package var description: String { text }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || (9...13).contains(byte)
    }
}
