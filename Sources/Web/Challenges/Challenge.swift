import Crypto
import Foundation
import Kernel

/// A small piece of work that a browser does before something that strangers have asked for too often (M2): no picture, no third
/// party, no cookie. Its text says all of it and carries our seal, so nothing is kept until it is solved.
///
/// Text: `issued.bits.nonce.seal`: milliseconds since 1970, then the number of zero bits that are asked for, 16 random bytes and the
/// seal, both hexadecimal. A solution is `text:counter` whose SHA-256 begins with that many zero bits, or `text:wait` after a pause.
package struct Challenge: Sendable, Equatable {
    package let text: String
    let issuedAt: Instant
    let bits: Int
    let nonce: String

    /// How long after its making a challenge can be solved.
    static let life = Span.minutes(10)
    /// How long somebody waits who can't compute.
    package static let pause = Span.seconds(20)
    package static let bitsMost = 22

    /// A fresh one for `door`, asked from `network`.
    init(door: String, network: String, bits: Int, at now: Instant, by seal: (String) -> String) {
        let bits = min(max(bits, 1), Self.bitsMost)
        nonce = (0..<16).map { _ in UInt8.random(in: 0...255) }.hexadecimal
        let body = "\(now.milliseconds).\(bits).\(nonce)"
        text = "\(body).\(seal(Self.message(body, door, network)))"
        issuedAt = now
        self.bits = bits
    }

    /// One that comes back. Nil unless we have made it for this door and network, and it still holds.
    init?(_ text: String, door: String, network: String, at now: Instant, sealed: (String, String) -> Bool) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= 120, parts.count == 4, let issued = Int64(parts[0]), let bits = Int(parts[1]),
            sealed(parts[3], Self.message(parts[0...2].joined(separator: "."), door, network))
        else { return nil }
        issuedAt = Instant(milliseconds: issued)
        guard issuedAt <= now, now - issuedAt <= Self.life else { return nil }
        (self.text, self.bits, nonce) = (text, bits, parts[2])
    }

    /// What is sealed: a challenge for one door or one network is none for another.
    private static func message(_ body: String, _ door: String, _ network: String) -> String {
        "challenge|\(body)|\(door)|\(network)"
    }

    /// Whether the answer to it is right: a counter that does the work, in constant time to check, or `wait` once the pause is over.
    func isSolved(by answer: String, at now: Instant) -> Bool {
        if answer == "wait" { return now - issuedAt >= Self.pause }
        guard (1...12).contains(answer.utf8.count), answer.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        return Self.zeroBits(Array(SHA256.hash(data: Data("\(text):\(answer)".utf8)))) >= bits
    }

    static func zeroBits(_ bytes: [UInt8]) -> Int {
        var count = 0
        for byte in bytes {
            count += byte.leadingZeroBitCount
            if byte != 0 { break }
        }
        return count
    }
}
