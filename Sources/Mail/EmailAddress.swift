import Foundation

/// An address that mail can be sent to: RFC 5321's `local@domain` without quoting, comments, address literals and
/// letters outside of ASCII before the `@`. The domain may be international.
package struct EmailAddress: Sendable {
    /// As it was written, without spaces around it.
    package let text: String
    private let local: String
    /// In ASCII (IDNA) and lower case.
    package let domain: String

    /// Nil unless `text` is one address of at most 254 bytes, its local part at most 64, with a domain of at least
    /// two labels or `localhost`.
    package init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, Self.isLocal(parts[0]),
            let domain = Self.asciiDomain(String(parts[1])), parts[0].utf8.count + 1 + domain.utf8.count <= 254
        else { return nil }
        self.text = text
        self.domain = domain
        local = String(parts[0])
    }

    /// The same for every way of writing one mailbox: in lower case, the domain in ASCII. Servers may tell capitals
    /// in a local part apart, but none that people use does.
    package var normalised: String { "\(local.lowercased())@\(domain)" }

    /// For the wire: the local part as written, the domain in ASCII.
    package var ascii: String { "\(local)@\(domain)" }

    private static func isLocal(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.utf8.allSatisfy(isAtomByte)
            }
    }

    private static func isAtomByte(_ byte: UInt8) -> Bool {
        switch Character(Unicode.Scalar(byte)) {
        case "a"..."z", "A"..."Z", "0"..."9": true
        case let character: "!#$%&'*+-/=?^_`{|}~".contains(character)
        }
    }

    private static func asciiDomain(_ text: String) -> String? {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy(isDomainScalar) else { return nil }
        var components = URLComponents()
        components.scheme = "https"
        components.host = text
        guard let domain = components.encodedHost?.lowercased(), isDomain(domain) else { return nil }
        return domain
    }

    /// Excludes what an ASCII form would silently drop or change: controls, spaces, symbols, invisible characters.
    private static func isDomainScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isLabelByte(UInt8(scalar.value)) || scalar == "." }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }

    private static func isDomain(_ domain: String) -> Bool {
        if domain == "localhost" { return true }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.contains(where: \.isLetter) else { return false }
        return domain.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.allSatisfy(isLabelByte)
                    && !label.hasPrefix("-") && !label.hasSuffix("-")
            }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch Character(Unicode.Scalar(byte)) {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: false
        }
    }
}

extension EmailAddress: Hashable {
    package static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        left.normalised == right.normalised
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(normalised)
    }
}

extension EmailAddress: CustomStringConvertible {
    package var description: String { text }
}
