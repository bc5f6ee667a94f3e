import Crypto
import Foundation
import Kernel
import Web

/// A random token that is shown once and stored hashed.
package struct Secret: Sendable {
    /// 43 characters of base64url: 256 random bits.
    package let text: String

    package init() { self.init(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }) }

    /// From 256 bits that only this installation can make.
    init(_ bytes: Data) {
        text = Base64URL.encoded(bytes)
    }

    /// What is stored of a token. It is random and long, so one plain hash is enough.
    package static func hash(_ text: String) -> String { SHA256.hash(data: Array(text.utf8)).hexadecimal }
    package var hash: String { Self.hash(text) }

    /// `count` random bytes.
    static func bytes(_ count: Int) -> [UInt8] {
        SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)).withUnsafeBytes { Array($0) }
    }

    /// Whether two texts are equal, in a time that depends on their lengths only.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
