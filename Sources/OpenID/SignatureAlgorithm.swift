import Crypto

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
