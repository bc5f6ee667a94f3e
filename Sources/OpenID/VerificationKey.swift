import JWTKit
import Web

/// A provider's public key (RFC 7517).
struct VerificationKey: Sendable {
    private enum Kind: Sendable {
        case rsa(modulus: String, exponent: String)
        case elliptic(curve: String, x: String, y: String)
    }
    let id: String?
    private let kind: Kind
    /// The one algorithm that it is for; nil is any of its kind.
    private let algorithm: String?

    static let countMost = 50

    /// Nil for a key that is not for signatures, or of a kind that we don't take.
    init?(_ json: JSON) {
        guard json["use"]?.string ?? "sig" == "sig" else { return nil }
        id = json["kid"]?.string
        algorithm = json["alg"]?.string
        switch json["kty"]?.string {
        case "RSA":
            guard let modulus = json["n"]?.string, let exponent = json["e"]?.string else { return nil }
            kind = .rsa(modulus: modulus, exponent: exponent)
        case "EC":
            guard let curve = json["crv"]?.string, let x = json["x"]?.string, let y = json["y"]?.string else {
                return nil
            }
            kind = .elliptic(curve: curve, x: x, y: y)
        default: return nil
        }
    }

    /// Whether a token signed by `algorithm` could be this key's at all.
    func fits(_ algorithm: SignatureAlgorithm) -> Bool {
        guard self.algorithm ?? algorithm.rawValue == algorithm.rawValue else { return false }
        switch (kind, algorithm) {
        case (.rsa, .rs256), (.rsa, .rs384), (.rsa, .rs512), (.rsa, .ps256), (.rsa, .ps384), (.rsa, .ps512): return true
        case (.elliptic("P-256", _, _), .es256), (.elliptic("P-384", _, _), .es384): return true
        default: return false
        }
    }

    /// Only the signature; what the token says is read apart from it.
    private struct Anything: JWTPayload {
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    /// Whether the signature is this key's, by that algorithm and no other.
    func hasSigned(_ token: String, by algorithm: SignatureAlgorithm) async -> Bool {
        guard fits(algorithm), let ring = try? await ring(algorithm) else { return false }
        return (try? await ring.verify(token, as: Anything.self)) != nil
    }

    private func ring(_ algorithm: SignatureAlgorithm) async throws -> JWTKeyCollection {
        let ring = JWTKeyCollection()
        switch kind {
        case .rsa(let modulus, let exponent):
            let key = try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
            switch algorithm {
            case .rs256: return await ring.add(rsa: key, digestAlgorithm: .sha256)
            case .rs384: return await ring.add(rsa: key, digestAlgorithm: .sha384)
            case .rs512: return await ring.add(rsa: key, digestAlgorithm: .sha512)
            case .ps256: return await ring.add(pss: key, digestAlgorithm: .sha256)
            case .ps384: return await ring.add(pss: key, digestAlgorithm: .sha384)
            case .ps512: return await ring.add(pss: key, digestAlgorithm: .sha512)
            case .es256, .es384: return ring
            }
        case .elliptic(_, let x, let y):
            return algorithm == .es256
                ? await ring.add(ecdsa: try ES256PublicKey(parameters: (x, y)))
                : await ring.add(ecdsa: try ES384PublicKey(parameters: (x, y)))
        }
    }
}
