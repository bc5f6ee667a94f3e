import Crypto
import Foundation
import Kernel

/// Codes by time: six digits, SHA-1, steps of 30 seconds (RFC 6238 over RFC 4226), which every authenticator app reads.
struct TOTP: Sendable {
    static let stepSeconds: Int64 = 30
    static let digits = 6
    /// Steps before and after now that are taken too: clocks differ, and people type slowly.
    static let tolerance: Int64 = 1
    let secret: [UInt8]

    static func step(at now: Instant) -> Int64 { now.milliseconds / (stepSeconds * 1_000) }

    func code(step: Int64) -> String { Self.text(truncated(step), digits: Self.digits) }

    /// The step whose code this is, near `now`; nil when it is none. Every step near is compared, so the time tells nothing.
    func step(of code: String, at now: Instant) -> Int64? {
        let current = Self.step(at: now)
        var found: Int64?
        for step in (current - Self.tolerance)...(current + Self.tolerance)
        where Secret.areEqual(self.code(step: step), code) { found = step }
        return found
    }

    /// RFC 4226's dynamic truncation: 31 bits.
    func truncated(_ counter: Int64) -> UInt32 {
        let message = withUnsafeBytes(of: counter.bigEndian) { Data($0) }
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: Data(secret))))
        let offset = Int(code[19] & 15)
        return code[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    }

    static func text(_ number: UInt32, digits: Int) -> String {
        let modulus = (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }
}

/// RFC 4648's base 32, without padding, as authenticator apps write secrets.
enum Base32Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encoded(_ bytes: [UInt8]) -> String {
        var (text, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
