import Crypto
import Foundation

/// How a token may be signed (RFC 7518, section 3.1): by a private key that only the provider has. `none` is not among them, nor are
/// algorithms with a shared secret, for which a public key could be taken.
enum SignatureAlgorithm: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"

    /// The left half of a hash, as `at_hash` has it (OpenID Connect Core, section 3.1.3.6).
    func halfHash(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let hash: [UInt8] =
            switch self {
            case .rs256, .ps256, .es256: Array(SHA256.hash(data: bytes))
            case .rs384, .ps384, .es384: Array(SHA384.hash(data: bytes))
            case .rs512, .ps512: Array(SHA512.hash(data: bytes))
            }
        return Array(hash.prefix(hash.count / 2))
    }
}

enum Base64URL {
    /// Without padding (RFC 4648, section 5).
    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil for any other character than the alphabet's.
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        let isFit = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x5F
        }
        guard isFit else { return nil }
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { Array($0) }
    }
}
