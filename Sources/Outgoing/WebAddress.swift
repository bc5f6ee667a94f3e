import Foundation

/// An `http` or `https` URL, read strictly: what two parsers could read differently is refused, so that the host that was checked is
/// the host that is asked.
package struct WebAddress: Sendable, Equatable {
    package let isSecure: Bool
    /// In lower case, without brackets: a name, or an address in its one usual spelling.
    package let host: String
    package let port: Int
    /// Path and query as written, beginning with a slash.
    package let target: String

    private static let bytesMost = 2_048

    /// Throws `OutgoingFault.unreadable`, or `.credentials` where the URL has a name or password in it.
    package init(_ text: String) throws(OutgoingFault) {
        // Nothing that another reader might drop, turn round or take for a slash.
        guard text.utf8.count <= Self.bytesMost, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "\\\"<>^`{|}".contains($0) }), let parts = URLComponents(string: text)
        else { throw .unreadable }
        switch parts.scheme?.lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: throw .unreadable
        }
        guard parts.user == nil, parts.password == nil, parts.host?.contains("@") != true else { throw .credentials }
        host = try Self.host(parts.encodedHost ?? "")
        port = parts.port ?? (isSecure ? 443 : 80)
        guard (1...65_535).contains(port) else { throw .unreadable }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        guard path.hasPrefix("/") else { throw .unreadable }
        target = path + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
    }

    /// A name of letters, digits and hyphens, or an address. A name that ends in a number is an oddly spelt IPv4 address to many
    /// readers (`2130706433`, `0x7f.1`, `127.1`), so only the usual spelling passes.
    private static func host(_ text: String) throws(OutgoingFault) -> String {
        if text.hasPrefix("["), text.hasSuffix("]") {
            guard let address = IPAddress(String(text.dropFirst().dropLast())), address.bytes.count == 16 else {
                throw .unreadable
            }
            return address.description
        }
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...253).contains(name.utf8.count), let last = labels.last,
            labels.allSatisfy({ (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") && !$0.hasSuffix("-") }),
            name.utf8.allSatisfy({
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
            })
        else { throw .unreadable }
        let isNumber = last.allSatisfy(\.isNumber) || last.hasPrefix("0x")
        guard !isNumber || IPAddress(name)?.bytes.count == 4 else { throw .unreadable }
        return name
    }

    /// `https://host:port` in one spelling: two with the same one belong to the same server.
    package var origin: String { "\(isSecure ? "https" : "http")://\(place)" }
    /// `host:port`, as an operator names it.
    package var place: String { "\(bracketed):\(port)" }
    package var text: String { origin + target }

    private var bracketed: String { host.contains(":") ? "[\(host)]" : host }

    /// Where a `Location` leads from here (RFC 3986, section 5).
    func following(_ location: String) throws(OutgoingFault) -> WebAddress {
        guard let base = URL(string: text), let next = URL(string: location, relativeTo: base) else {
            throw .unreadable
        }
        return try WebAddress(next.absoluteString)
    }
}
