import Foundation

/// An address of a computer, as it is on the wire: 4 bytes or 16.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// From what a resolver gives. Nil for any other number of bytes.
    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// `192.0.2.7` in four decimal parts without leading zeros, or IPv6 without a zone; nil for every other spelling.
    package init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        inet_ntop(family, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension IPAddress {
    /// Whether it belongs to one computer on the public internet (IANA's special-purpose registries, RFC 6890). Private, loopback,
    /// link-local, shared (CGNAT), multicast, documentation and reserved ones don't; nor does an IPv6 address that stands for an IPv4
    /// one (mapped, NAT64, 6to4, Teredo), which could be any of these.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.closedFour.contains { $0.contains(bytes) } }
        return Self.openSix.contains(bytes) && !Self.closedSix.contains { $0.contains(bytes) }
    }

    private static let closedFour = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ].map(Block.init)

    /// All that IANA has given out for computers; what is outside stands for something else or for nothing yet.
    private static let openSix = Block("2000::/3")
    private static let closedSix = [
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20",
    ].map(Block.init)

    /// The addresses that begin with the same bits.
    private struct Block: Sendable {
        let start: [UInt8]
        let bits: Int

        init(_ text: String) {
            let parts = text.split(separator: "/").map(String.init)
            start = IPAddress(parts[0])?.bytes ?? []
            bits = Int(parts[1]) ?? 0
        }

        func contains(_ bytes: [UInt8]) -> Bool {
            guard bytes.count == start.count else { return false }
            let whole = bits / 8
            guard bytes.prefix(whole) == start.prefix(whole) else { return false }
            let rest = bits % 8
            return rest == 0 || (bytes[whole] ^ start[whole]) >> (8 - rest) == 0
        }
    }
}
