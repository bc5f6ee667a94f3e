/// Where a redirect may lead.
package enum OwnPath {
    /// Whether every browser reads `path` as one on this server. It is asked of bytes: a mark that is drawn into the letter before it,
    /// such as U+FE0F, makes another letter of a slash, and a browser drops the mark.
    package static func holds(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        return bytes.first == UInt8(ascii: "/") && bytes.dropFirst().first != UInt8(ascii: "/")
            && bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
    }
}
