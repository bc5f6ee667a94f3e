/// The identity of a stored thing: 63 bits, in a Swift type of its own for each kind.
package protocol EntityID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// A few lower-case letters that tell people the kind, such as `bkg`.
    static var prefix: String { get }
    /// Not negative.
    var rawValue: Int64 { get }
    init(rawValue: Int64)
}

extension EntityID {
    /// How the id is shown: `bkg_1f8kq`, in Crockford's base 32, lower case, without leading zeros.
    package var text: String { "\(Self.prefix)_\(Base32.text(UInt64(bitPattern: rawValue)))" }

    package var description: String { text }

    /// Reads exactly what `text` writes; nil for another prefix, capitals, leading zeros, more than 63 bits.
    package init?(_ text: String) {
        let head = Self.prefix + "_"
        guard text.hasPrefix(head), let value = Base32.value(text.utf8.dropFirst(head.utf8.count)),
            let rawValue = Int64(exactly: value)
        else { return nil }
        self.init(rawValue: rawValue)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}
