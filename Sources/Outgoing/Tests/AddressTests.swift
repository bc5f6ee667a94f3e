import TestSupport
import Testing

@testable import Outgoing

@Suite struct AddressTests {
    /// The edges of every range that anybody has set apart, one before and one after, and many at random.
    private func addresses() -> [IPAddress] {
        let edges = [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32", "8.8.8.0/24", "::/128", "::1/128",
            "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001::/32", "2001:2::/48",
            "2001:20::/28", "2001:db8::/32", "2002::/16", "2606:4700::/32", "3fff::/20", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        ]
        var found: [IPAddress] = []
        for edge in edges {
            let parts = edge.split(separator: "/").map(String.init)
            guard let start = IPAddress(parts[0]), let bits = Int(parts[1]) else { continue }
            var end = start.bytes
            for bit in bits..<end.count * 8 { end[bit / 8] |= 0x80 >> UInt8(bit % 8) }
            for bytes in [start.bytes, end, step(start.bytes, -1), step(end, 1)] {
                IPAddress(bytes: bytes).map { found.append($0) }
            }
        }
        var random = SystemRandomNumberGenerator()
        for number in 0..<20_000 {
            var bytes = (0..<(number.isMultiple(of: 2) ? 4 : 16)).map { _ in UInt8.random(in: 0...255, using: &random) }
            // Most of IPv6 is nobody's: half of them in the part that is given out.
            if bytes.count == 16, number.isMultiple(of: 4) == false { bytes[0] = 0x20 | bytes[0] & 0x1F }
            IPAddress(bytes: bytes).map { found.append($0) }
        }
        return found
    }

    private func step(_ bytes: [UInt8], _ by: Int) -> [UInt8] {
        var bytes = bytes
        for index in bytes.indices.reversed() {
            let next = Int(bytes[index]) + by
            bytes[index] = UInt8(truncatingIfNeeded: next)
            if (0...255).contains(next) { break }
        }
        return bytes
    }

    /// Blocks that Python calls global and that are closed here: relays, and addresses that stand for others.
    private static let stricter = [
        "192.0.0.", "192.31.196.", "192.52.193.", "192.88.99.", "192.175.48.", "2001:1:", "2001:3:", "2001:4:",
        "2001:2",
        "2001:3", "2002:", "2620:4f:8000:", "3ff",
    ]

    @Test func `no address that Python's ipaddress calls closed is called public, and what is closed besides is known`()
        throws
    {
        let all = addresses()
        let input = all.map { "\($0)\n" }.joined()
        let lines = String(
            decoding: try Oracle.run(["python3", Oracle.path("address-oracle.py")], input), as: UTF8.self
        )
        .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.count == all.count && all.count > 20_000)
        var (open, stricter) = (0, 0)
        for (address, line) in zip(all, lines) {
            let isGlobal = line[1] == "global"
            if address.isPublic {
                open += 1
                #expect(isGlobal && line[2] == "itself", "\(line)")
            } else if isGlobal {
                stricter += 1
                let isOutside = address.bytes.count == 16 && address.bytes[0] >> 5 != 1
                let isKnown = isOutside || line[2] == "stands" || Self.stricter.contains { line[0].hasPrefix($0) }
                #expect(isKnown, "\(line)")
            }
        }
        #expect(open > 10_000 && stricter > 0)
    }

    @Test(arguments: [
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "::127.0.0.1", "fe80::1", "::", "::1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "255.255.255.255",
        "224.0.0.1",
    ])
    func `an address that leads inside, or stands for one that may, is not public`(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic == false)
    }

    @Test func `a public one is`() throws {
        for text in ["8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "2606:4700::1111", "2a00:1450::1"] {
            #expect(try #require(IPAddress(text)).isPublic, "\(text)")
        }
    }

    @Test(arguments: [
        "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/",
        "https://017700000001/", "https://127.0.0.1./", "https://１２７.0.0.1/", "https://[::1%25eth0]/",
        "https://[127.0.0.1]/", "https://a.example\\@b.example/", "https://a.example:0/", "https://a.example:65536/",
        "https://a.example:٨٠/", "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "https:///x",
        "https://", "//a.example/", "a.example", "https://a..example/", "https://-a.example/", "https://a_b.example/",
        "https://a.example/ x", "https://a.example/\nx", "https://%61.example/", "unix:///run/x.sock",
        "http+unix://%2Frun%2Fx.sock/", "https://a.example/" + String(repeating: "x", count: 3_000), "",
    ])
    func `what could be read in two ways is not read at all`(_ text: String) {
        #expect(throws: OutgoingFault.unreadable) { try WebAddress(text) }
    }

    @Test func `a name or password in an address is refused`() {
        for text in ["https://u@a.example/", "https://u:p@a.example/", "https://@a.example/", "https://a@b@c.example/"]
        {
            #expect(throws: (any Error).self, "\(text)") { try WebAddress(text) }
        }
    }

    @Test func `an address has one spelling`() throws {
        let read = try WebAddress("HTTPS://Login.Example:443/a?b=%20c#d")
        #expect(read.text == "https://login.example:443/a?b=%20c" && read.place == "login.example:443")
        #expect(try WebAddress("https://login.example").target == "/")
        #expect(try WebAddress("http://[2606:4700:0:0::1111]:81/").place == "[2606:4700::1111]:81")
        let base = try WebAddress("https://a.example/b/c")
        #expect(try base.following("/d").text == "https://a.example:443/d")
        #expect(try base.following("//e.example/f").origin == "https://e.example:443")
        #expect(throws: OutgoingFault.unreadable) { try base.following("javascript:alert(1)") }
    }

    @Test func `an operator's list is read to the letter`() {
        #expect(OutgoingRules.allowed("127.0.0.1:8081, Idp.intranet:443") == ["127.0.0.1:8081", "idp.intranet:443"])
        for text in ["127.0.0.1", "a.example:x", "http://a.example:80", "a.example:80/x", "*:80"] {
            #expect(OutgoingRules.allowed(text) == nil, "\(text)")
        }
    }
}
