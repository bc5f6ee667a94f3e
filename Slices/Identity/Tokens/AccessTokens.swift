import Crypto
import Foundation
import JWTKit
import Kernel
import Storage
import Web

/// The API's short-lived tokens: JWT, HS256 and nothing else, 15 minutes (A2). Each belongs to a session, and holds no longer than it.
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
        /// The session that it belongs to.
        let sid: String

        func verify(using algorithm: some JWTAlgorithm) throws {
            try aud.verifyIntendedAudience(includes: AccessTokens.audience)
        }
    }

    func issue(to user: UserID, _ session: LoginID, at now: Instant) async throws -> String {
        let claims = Claims(
            sub: .init(value: user.description), iss: .init(value: issuer), aud: .init(value: Self.audience),
            iat: .init(value: now.date), exp: .init(value: (now + Self.lifetime).date), typ: "access",
            sid: session.description)
        let ring = keys.current
        guard let key = ring.access[ring.newest] else { throw Problem(503, "unavailable", retryAfter: 5) }
        return try await collection(key, ring.newest).sign(claims, kid: JWKIdentifier(string: ring.newest))
    }

    /// The session named by a token that holds at `now`. Throws 401.
    func session(_ token: String, at now: Instant, _ store: any Store) async throws -> (UserID, LoginID) {
        guard token.utf8.count <= 4_096, let name = TokenHeader.keyName(token), let key = try await key(name, store),
            let claims = try? await collection(key, name).verify(token, as: Claims.self),
            claims.typ == "access", claims.iss.value == issuer, claims.exp.value > now.date,
            let user = UserID(claims.sub.value), let session = LoginID(claims.sid)
        else { throw Problem.signInNeeded }
        return (user, session)
    }

    /// A key that this node has not heard of may have been made by another one a moment ago.
    private func key(_ name: String, _ store: any Store) async throws -> SymmetricKey? {
        if let key = keys.current.access[name] { return key }
        guard name.hasPrefix("access.") else { return nil }
        try await keys.refresh(store)
        return keys.current.access[name]
    }

    private func collection(_ key: SymmetricKey, _ name: String) async -> JWTKeyCollection {
        await JWTKeyCollection().add(
            hmac: HMACKey(key: key), digestAlgorithm: .sha256, kid: JWKIdentifier(string: name))
    }
}

extension Instant {
    fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}
