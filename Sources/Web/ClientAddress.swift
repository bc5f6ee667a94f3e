/// Where a request comes from.
enum ClientAddress {
    /// The peer's address, or what the outermost trusted proxy wrote into `X-Forwarded-For`, whose values are `forwarded`.
    static func of(_ peer: String, forwarded: [String], trustedProxies: Int) -> String {
        guard trustedProxies > 0 else { return peer }
        let hops = forwarded.joined(separator: ",").split(separator: ",").map { String($0).trimmed }
        return hops.count >= trustedProxies ? bare(hops[hops.count - trustedProxies]) ?? peer : peer
    }

    /// Without the port that some proxies add, which is another one for each connection, and the brackets around. Nil for what can't be
    /// an address: it would be a counter of its own, and stand in the record.
    private static func bare(_ hop: String) -> String? {
        var text = hop[...]
        if text.first == "[", let end = text.firstIndex(of: "]") {
            text = text.dropFirst().prefix(upTo: end)
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        let signs = ".:".utf8
        let isAddress = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
                || signs.contains(byte)
        }
        return isAddress && (2...45).contains(text.utf8.count) && text.utf8.contains(where: signs.contains)
            ? String(text) : nil
    }
}
