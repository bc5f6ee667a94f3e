import Foundation
import Kernel
import Web

/// A provider's signed word about a person (OpenID Connect Core, section 2), read but not yet believed.
struct IDToken: Sendable {
    let text: String
    let algorithm: SignatureAlgorithm
    let keyID: String?
    let claims: JSON

    private static let bytesMost = 16_384

    /// Throws `OpenIDFault.refused` unless its algorithm is on the list.
    init(_ text: String) throws(OpenIDFault) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.bytesMost, parts.count == 3, !parts[2].isEmpty,
            let header = Self.json(parts[0]), let claims = Self.json(parts[1]), claims.members != nil
        else { throw .refused("the token can't be read") }
        guard let algorithm = header["alg"]?.string.flatMap(SignatureAlgorithm.init) else {
            throw .refused("the token is signed in a way that is not taken")
        }
        // Extensions that must be understood are not, and a token for another purpose is none.
        guard header["crit"] == nil, (header["typ"]?.string ?? "JWT").uppercased() == "JWT" else {
            throw .refused("the token is of another kind")
        }
        self.text = text
        self.algorithm = algorithm
        self.claims = claims
        keyID = header["kid"]?.string
    }

    private static func json(_ part: Substring) -> JSON? {
        Base64URL.decoded(part).flatMap { try? JSON.parse($0) }
    }

    /// What a token must say to be for us, now.
    struct Expected: Sendable {
        let issuer: String
        let client: String
        let nonce: String
        let accessToken: String?
        let now: Instant
    }

    /// Seconds by which clocks may differ.
    private static let leewaySeconds = 60.0
    /// A token is used at once: one that was made longer ago has been kept by somebody.
    private static let ageSecondsMost = 3_600.0

    /// Throws `OpenIDFault.refused` with what does not hold (Core, section 3.1.3.7).
    func check(_ expected: Expected) throws(OpenIDFault) {
        guard claims["iss"]?.string == expected.issuer else { throw .refused("iss") }
        let audience = claims["aud"]?.array?.map { $0.string ?? "" } ?? claims["aud"]?.string.map { [$0] } ?? []
        guard audience.contains(expected.client) else { throw .refused("aud") }
        let party = claims["azp"]
        guard party == nil ? audience.count == 1 : party?.string == expected.client else { throw .refused("azp") }
        let now = Double(expected.now.milliseconds) / 1_000
        guard let expiry = seconds("exp"), expiry > now - Self.leewaySeconds else { throw .refused("exp") }
        guard let issued = seconds("iat"), issued < now + Self.leewaySeconds, issued > now - Self.ageSecondsMost else {
            throw .refused("iat")
        }
        if claims["nbf"] != nil {
            guard let start = seconds("nbf"), start < now + Self.leewaySeconds else { throw .refused("nbf") }
        }
        guard claims["nonce"]?.string == expected.nonce else { throw .refused("nonce") }
        if let hash = claims["at_hash"] {
            guard let token = expected.accessToken, let given = hash.string.flatMap({ Base64URL.decoded($0) }),
                given == algorithm.halfHash(token)
            else { throw .refused("at_hash") }
        }
    }

    private func seconds(_ name: String) -> Double? {
        switch claims[name] {
        case .integer(let number): Double(number)
        case .fraction(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }
}

extension OutsidePerson {
    /// From the claims of a token or of the user-info endpoint. Nil without a subject.
    init?(issuer: String, _ claims: JSON) {
        guard let subject = claims["sub"]?.string, Self.isSubject(subject) else { return nil }
        // Some say it in a text.
        let isVerified = claims["email_verified"]?.bool ?? (claims["email_verified"]?.string == "true")
        self.init(
            issuer: issuer, subject: subject, email: claims["email"]?.string, isEmailVerified: isVerified,
            name: claims["name"]?.string)
    }
}
