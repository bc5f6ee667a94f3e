import Foundation
import JWTKit
import Kernel
import Web

/// The API's short-lived tokens: JWT, HS256 and nothing else, 15 minutes (A2).
package struct AccessTokens: Sendable {
    package static let lifetime = Span.minutes(15)
    private static let audience = "daybook-api"
    private let keys: SigningKeys
    private let issuer: String

    init(_ keys: SigningKeys, issuer: String) {
        self.keys = keys
        self.issuer = issuer
    }

    private struct Claims: JWTPayload {
        let sub: SubjectClaim
        let iss: IssuerClaim
        let aud: AudienceClaim
        let iat: IssuedAtClaim
        let exp: ExpirationClaim
        /// What the token is for; a token for another purpose is refused.
        let typ: String

        func verify(using algorithm: some JWTAlgorithm) throws {
            try aud.verifyIntendedAudience(includes: AccessTokens.audience)
        }
    }

    func issue(to user: UserID, at now: Instant) async throws -> String {
        let claims = Claims(
            sub: .init(value: user.description), iss: .init(value: issuer), aud: .init(value: Self.audience),
            iat: .init(value: now.date), exp: .init(value: (now + Self.lifetime).date), typ: "access")
        return try await collection().sign(claims)
    }

    /// The user named by a token that holds at `now`. Throws 401.
    func user(_ token: String, at now: Instant) async throws -> UserID {
        guard token.utf8.count <= 4_096, let claims = try? await collection().verify(token, as: Claims.self),
            claims.typ == "access", claims.iss.value == issuer, claims.exp.value > now.date,
            let id = UserID(claims.sub.value)
        else { throw Problem.signInNeeded }
        return id
    }

    private func collection() async -> JWTKeyCollection {
        await JWTKeyCollection().add(hmac: HMACKey(key: keys.access), digestAlgorithm: .sha256)
    }
}

extension Instant {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}
