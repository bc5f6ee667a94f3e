import Identity
import Kernel
import OpenID
import Storage

/// A way to a provider and back that has begun: for one browser, one provider, one use and ten minutes. Stored are hashes only; what
/// the provider is shown is made from the browser's own secret and the state, so the database can't finish what a browser began.
struct SignInAttempt: Sendable {
    static let lifetime = Span.minutes(10)

    /// Who wants to link, for somebody who is logged in; nil is a log-in.
    let user: UserID?
    /// Where to go in the end.
    let next: String

    static func begin(
        _ provider: String, state: Secret, browser: String, for user: UserID?, next: String, in db: Transaction
    ) throws {
        try db.execute(
            """
            INSERT INTO sign_in_attempts (state_hash, browser_hash, provider, user_id, next, expires_at)
            VALUES (\(state.hash), \(Secret.hash(browser)), \(provider), \(user), \(next), \(db.now + lifetime))
            """)
    }

    /// Uses it up: of several who come at once, one does. Nil when it is over, used, or of another browser or provider.
    static func spend(_ provider: String, state: String, browser: String, in db: Transaction) throws -> SignInAttempt? {
        let row = try db.first(
            """
            SELECT user_id, next FROM sign_in_attempts WHERE state_hash = \(Secret.hash(state))
                AND browser_hash = \(Secret.hash(browser)) AND provider = \(provider) AND expires_at > \(db.now)
            """)
        guard let row,
            try db.execute("DELETE FROM sign_in_attempts WHERE state_hash = \(Secret.hash(state))") == 1
        else { return nil }
        return SignInAttempt(user: try row[0], next: try row[1])
    }
}

extension SignInRound {
    /// The round of `state` in a browser that keeps `browser`.
    init(state: String, browser: String, redirect: String) {
        self.init(
            state: state, nonce: Secret.hash("nonce|\(browser)|\(state)"),
            verifier: Secret.hash("verifier|\(browser)|\(state)"), redirect: redirect)
    }
}
