import Foundation
import Kernel

extension Incoming {
    /// Whose counter an address shares: of IPv6 the network of 64 bits, for one customer has all of it.
    package static func network(_ address: String) -> String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        let all = withUnsafeBytes(of: &bytes) { Array($0) }
        // An IPv4 address as a socket for both writes it: `::ffff:192.0.2.7`.
        if all.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            return all.suffix(4).map(String.init).joined(separator: ".")
        }
        return all.prefix(8).hexadecimal
    }
}
