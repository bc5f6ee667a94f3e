import Kernel
import Testing
import Web

@testable import Identity

/// Codes by time, against the numbers that the standards print.
@Suite struct TOTPTests {
    private let totp = TOTP(secret: Array("12345678901234567890".utf8))

    @Test func `RFC 4226's counters give its codes`() {
        let codes = (0..<10).map { totp.code(step: $0) }
        #expect(
            codes == [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ])
    }

    @Test func `RFC 6238's times give its codes`() {
        let expected: [(seconds: Int64, code: String)] = [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ]
        for (seconds, code) in expected {
            let step = TOTP.step(at: Instant(milliseconds: seconds * 1_000))
            #expect(TOTP.text(totp.truncated(step), digits: 8) == code)
        }
    }

    @Test func `a step before and after is taken, and no other`() {
        let now = Instant(milliseconds: 1_111_111_111_000)
        let current = TOTP.step(at: now)
        for offset in Int64(-3)...3 {
            let found = totp.step(of: totp.code(step: current + offset), at: now)
            #expect(found == (abs(offset) <= 1 ? current + offset : nil))
        }
        for bad in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] { #expect(totp.step(of: bad, at: now) == nil) }
    }

    @Test func `RFC 4648's texts in base 32`() {
        let expected = ["": "", "f": "MY", "fo": "MZXQ", "foo": "MZXW6", "foob": "MZXW6YQ", "fooba": "MZXW6YTB"]
        for (text, code) in expected { #expect(Base32Text.encoded(Array(text.utf8)) == code) }
    }
}

@Suite struct ThrottleTests {
    @Test func `the pause doubles after the free tries, up to a quarter of an hour`() {
        let pauses = (0...30).map { Throttle.name("maria").pause(after: $0).milliseconds / 1_000 }
        #expect(pauses.prefix(10) == [0, 0, 0, 0, 0, 0, 1, 2, 4, 8])
        #expect(pauses.last == 900 && Throttle.name("maria").pause(after: .max).milliseconds == 900_000)
    }

    @Test func `one customer's network of IPv6 is one address`() {
        let same = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:0db8:0001:0002:0:0:0:7"].map(Incoming.network)
        #expect(Set(same).count == 1)
        #expect(Incoming.network("2001:db8:1:3::1") != same[0])
        #expect(Incoming.network("192.0.2.7") == "192.0.2.7")
    }
}

@Suite struct DeviceTests {
    @Test(arguments: [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge, Windows"
        ),
        ("curl/8.5.0", "curl"), ("", ""),
    ])
    func `a browser is told in two words`(_ agent: String, _ name: String) { #expect(Device.name(agent) == name) }
}
