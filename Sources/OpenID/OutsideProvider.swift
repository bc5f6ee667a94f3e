import Kernel

/// Somebody else who knows people: Google, Facebook, a company's own server (A6).
package protocol OutsideProvider: Sendable {
    /// Its name in our addresses: `google`.
    var id: String { get }
    /// Its name for people: `Google`.
    var name: String { get }
    /// Its name in the world: with a subject of its, a person.
    var issuer: String { get }
    /// Where the person's browser goes to say yes. Throws `OpenIDFault`.
    func start(_ round: SignInRound) async throws -> String
    /// Trades the code that the browser brought back for what the provider says of the person. Throws `OpenIDFault`.
    func finish(_ code: String, _ round: SignInRound, at now: Instant) async throws -> OutsidePerson
}

/// The secrets of one way there and back.
package struct SignInRound: Sendable {
    /// Comes back with the browser.
    package let state: String
    /// Comes back inside the signed token.
    package let nonce: String
    /// Shown when the code is traded; only its hash went through the browser (PKCE, RFC 7636).
    package let verifier: String
    /// Where the browser comes back to.
    package let redirect: String

    package init(state: String, nonce: String, verifier: String, redirect: String) {
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.redirect = redirect
    }
}

/// What a provider says of a person. Only issuer and subject name them; the rest may change or be somebody's wish.
package struct OutsidePerson: Sendable, Equatable {
    package let issuer: String
    /// The person's name at that issuer, never given to anybody else.
    package let subject: String
    package let email: String?
    /// Whether the provider vouches that mail to the address reaches the person.
    package let isEmailVerified: Bool
    package let name: String?

    package init(issuer: String, subject: String, email: String?, isEmailVerified: Bool, name: String?) {
        self.issuer = issuer
        self.subject = subject
        self.email = email
        self.isEmailVerified = isEmailVerified
        self.name = name
    }

    /// Whether it can be a person's name at an issuer: it is kept as it came.
    static func isSubject(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { !$0.properties.isNoncharacterCodePoint && $0.value >= 0x20 }
    }
}

/// Why an outside sign-in did not come to its end. The reason is for the log: it holds nothing secret.
package enum OpenIDFault: Error, Sendable, Equatable {
    /// The provider does not answer, or not as its standard says.
    case unreachable(String)
    /// The provider refused, or what it sent does not hold.
    case refused(String)
}
