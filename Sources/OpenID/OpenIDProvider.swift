import Crypto
import Foundation
import Kernel
import Outgoing
import Web

/// A provider that speaks OpenID Connect: the authorization code flow with PKCE (Core, section 3.1; RFC 7636; RFC 9700).
package actor OpenIDProvider: OutsideProvider {
    package nonisolated let id: String
    package nonisolated let name: String
    package nonisolated let issuer: String
    private let client: String
    private let secret: String
    private let outgoing: Outgoing

    /// How long what a provider says of itself is kept.
    private static let memory = Span.hours(1)
    /// Unknown keys are asked for again no more often: forged tokens must not become requests.
    private static let patience = Span.minutes(1)
    private var discovery: (document: Discovery, until: ContinuousClock.Instant)?
    private var keys: (list: [VerificationKey], readAt: ContinuousClock.Instant)?

    package init(id: String, name: String, issuer: String, client: String, secret: String, _ outgoing: Outgoing) {
        self.id = id
        self.name = name
        self.issuer = issuer
        self.client = client
        self.secret = secret
        self.outgoing = outgoing
    }

    package func start(_ round: SignInRound) async throws -> String {
        let pairs = [
            ("response_type", "code"), ("client_id", client), ("redirect_uri", round.redirect),
            ("scope", "openid email profile"), ("state", round.state), ("nonce", round.nonce),
            ("code_challenge", round.challenge), ("code_challenge_method", "S256"),
        ]
        return Encoding.adding(pairs, to: try await document().authorization)
    }

    package func finish(_ code: String, _ round: SignInRound, at now: Instant) async throws -> OutsidePerson {
        let document = try await document()
        let grant = try await trade(code, round, document)
        guard let text = grant["id_token"]?.string else { throw OpenIDFault.refused("no token came") }
        let token = try IDToken(text)
        let access = grant["access_token"]?.string
        guard try await isSigned(token, document) else {
            throw OpenIDFault.refused("the token is not signed by its issuer")
        }
        try token.check(
            IDToken.Expected(issuer: issuer, client: client, nonce: round.nonce, accessToken: access, now: now))
        guard let person = OutsidePerson(issuer: issuer, token.claims) else { throw OpenIDFault.refused("sub") }
        return try await completed(person, access, document)
    }

    private func trade(_ code: String, _ round: SignInRound, _ document: Discovery) async throws -> JSON {
        var pairs = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", round.redirect),
            ("code_verifier", round.verifier), ("client_id", client),
        ]
        var headers: [(name: String, value: String)] = []
        if document.takesSecretInForm {
            pairs.append(("client_secret", secret))
        } else {
            let pair = "\(Encoding.encoded(client)):\(Encoding.encoded(secret))"
            headers = [("authorization", "Basic \(Data(pair.utf8).base64EncodedString())")]
        }
        return try await outgoing.form("token", document.token, pairs, headers: headers)
    }

    /// The rest from the user-info endpoint, where the token leaves it out.
    private func completed(_ person: OutsidePerson, _ access: String?, _ document: Discovery) async throws
        -> OutsidePerson
    {
        guard person.email == nil, let access, let address = document.userInfo else { return person }
        let claims = try await outgoing.json(
            "userinfo", Outgoing.Request(.get, address, headers: [("authorization", "Bearer \(access)")]))
        // Another person's access token could have been put in (Core, section 5.3.2).
        guard let found = OutsidePerson(issuer: issuer, claims), found.subject == person.subject else {
            throw OpenIDFault.refused("userinfo: sub")
        }
        return found
    }

    private func document() async throws -> Discovery {
        if let discovery, discovery.until > .now { return discovery.document }
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let json = try await outgoing.json("discovery", Outgoing.Request(.get, base + Discovery.path))
        let document = try Discovery(json, issuer: issuer, outgoing)
        discovery = (document, .now + .milliseconds(Self.memory.milliseconds))
        return document
    }

    /// A key that is not known may be new: then all are read once more.
    private func isSigned(_ token: IDToken, _ document: Discovery) async throws -> Bool {
        let known = try await keys(document, newerThan: Self.memory)
        if Self.fitting(token, known).isEmpty {
            let fresh = try await keys(document, newerThan: Self.patience)
            return await Self.isSigned(token, fresh)
        }
        return await Self.isSigned(token, known)
    }

    private static func isSigned(_ token: IDToken, _ keys: [VerificationKey]) async -> Bool {
        for key in fitting(token, keys) where await key.hasSigned(token.text, by: token.algorithm) { return true }
        return false
    }

    /// The keys that may have signed it: the one that it names, or all of its kind where it names none.
    private static func fitting(_ token: IDToken, _ keys: [VerificationKey]) -> [VerificationKey] {
        keys.filter { $0.fits(token.algorithm) && (token.keyID == nil || $0.id == token.keyID) }
    }

    private func keys(_ document: Discovery, newerThan age: Span) async throws -> [VerificationKey] {
        if let keys, keys.readAt.duration(to: .now) < .milliseconds(age.milliseconds) { return keys.list }
        let json = try await outgoing.json("keys", Outgoing.Request(.get, document.keys))
        let list = (json["keys"]?.array ?? []).prefix(VerificationKey.countMost).compactMap(VerificationKey.init)
        keys = (list, .now)
        return list
    }
}

extension SignInRound {
    /// What goes through the browser of the verifier (RFC 7636, S256).
    var challenge: String { Base64URL.encoded(SHA256.hash(data: Array(verifier.utf8))) }
}
