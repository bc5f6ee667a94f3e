/// E-mail addresses and phone numbers in the one form in which they are compared.
package enum Contact {
    /// `Maria@Example.org ` → `maria@example.org`; nil when it can't be an address. Quoted local parts are refused.
    package static func normalised(email text: String) -> String? {
        let address = text.trimmed.lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), address.utf8.count <= 254, isHost(parts[1]),
            !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains("..")
        else { return nil }
        let isFit = parts[0].unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                ? scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || ".!#$%&'*+/=?^_`{|}~-".unicodeScalars.contains(scalar)
                : scalar.properties.isAlphabetic
        }
        return isFit ? address : nil
    }

    /// `+34 600-111 222` → `+34600111222`: 6 to 15 digits, an international prefix kept (`00` becomes `+`).
    package static func normalised(phone text: String) -> String? {
        var digits = ""
        for character in text.trimmed {
            switch character {
            case "0"..."9" where character.isASCII: digits.append(character)
            case "+" where digits.isEmpty: digits.append("+")
            case " ", "-", ".", "/", "(", ")", "\u{a0}": continue
            default: return nil
            }
        }
        if digits.hasPrefix("00") { digits = "+" + digits.dropFirst(2) }
        return (6...15).contains(digits.drop { $0 == "+" }.count) ? digits : nil
    }

    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && host.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
                    }
            } && labels[labels.count - 1].utf8.count >= 2
    }
}

/// A business's name in its public link: 3–100 of a–z, 0–9 and single inner dashes (B7).
package struct Slug: Sendable, Hashable, CustomStringConvertible {
    /// `/desk/new` is where a business is opened.
    private static let reserved = "new"

    package let description: String

    package init?(_ text: String) {
        guard (3...100).contains(text.utf8.count), !text.hasPrefix("-"), !text.hasSuffix("-"), !text.contains("--"),
            text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }),
            text != Self.reserved
        else { return nil }
        description = text
    }
}
