import Crypto
import Kernel
import Outgoing
import Web

/// Facebook, which speaks OAuth 2 and has a way of its own to tell who somebody is. It never says whether an e-mail address is
/// proven, so none of its addresses is taken for that.
package struct Facebook: OutsideProvider {
    package let id = "facebook"
    package let name = "Facebook"
    package let issuer = "https://www.facebook.com"
    private let client: String
    private let secret: String
    /// Where people say yes, and where programs ask.
    private let site: String
    private let graph: String
    private let outgoing: Outgoing

    package init(client: String, secret: String, site: String, graph: String, _ outgoing: Outgoing) {
        self.client = client
        self.secret = secret
        self.site = site
        self.graph = graph
        self.outgoing = outgoing
    }

    package func start(_ round: SignInRound) async throws -> String {
        Encoding.adding(
            [
                ("response_type", "code"), ("client_id", client), ("redirect_uri", round.redirect),
                ("scope", "public_profile,email"), ("state", round.state), ("code_challenge", round.challenge),
                ("code_challenge_method", "S256"),
            ], to: "\(site)/dialog/oauth")
    }

    package func finish(_ code: String, _ round: SignInRound, at now: Instant) async throws -> OutsidePerson {
        let grant = try await outgoing.form(
            "facebook token", "\(graph)/oauth/access_token",
            [
                ("client_id", client), ("client_secret", secret), ("redirect_uri", round.redirect), ("code", code),
                ("code_verifier", round.verifier),
            ])
        guard let token = grant["access_token"]?.string, !token.isEmpty else {
            throw OpenIDFault.refused("facebook: no token came")
        }
        // Shows that whoever uses the token also has our secret.
        let proof = HMAC<SHA256>.authenticationCode(
            for: Array(token.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        let address = Encoding.adding(
            [("fields", "id,name,email"), ("appsecret_proof", proof.hexadecimal)], to: "\(graph)/me")
        let me = try await outgoing.json(
            "facebook me", Outgoing.Request(.get, address, headers: [("authorization", "Bearer \(token)")]))
        guard let subject = me["id"]?.string, OutsidePerson.isSubject(subject) else {
            throw OpenIDFault.refused("facebook: no id")
        }
        return OutsidePerson(
            issuer: issuer, subject: subject, email: me["email"]?.string, isEmailVerified: false,
            name: me["name"]?.string)
    }
}
