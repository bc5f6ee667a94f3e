import Account
import House
import Identity
import Kernel
import OpenID
import Storage
import Web

/// Signing in by somebody else's word: Google, Facebook, any OpenID provider (A6). Who comes back is known by issuer and subject and by
/// nothing else; an e-mail address opens no account that is there already.
///
/// Events, all about one user: `user.outside_sign_in`, `user.sign_in_linked`, `user.sign_in_unlinked`.
package struct FederationSlice: Slice {
    package static let files = Embedded.files
    package static let notices = ["federation.notice.linked", "federation.notice.unlinked"]

    /// Where a password can be tried.
    package static let signInPaths: Set<String> = ["/auth/link"]

    let account: AccountSlice
    let providers: [any OutsideProvider]
    var identity: IdentitySlice { account.identity }
    var house: House { identity.house }

    package init(account: AccountSlice, providers: [any OutsideProvider]) {
        self.account = account
        self.providers = providers
    }

    package var pages: [PageRoute] { signInPages + linkPages + accountPages }

    /// The provider called `id` in our addresses. Throws 404.
    func provider(_ id: String) throws(Problem) -> any OutsideProvider {
        guard let provider = providers.first(where: { $0.id == id }) else { throw .notFound }
        return provider
    }

    /// Its name for people; a provider that is no longer set up keeps its name in addresses.
    func name(_ id: String) -> String { providers.first { $0.id == id }?.name ?? id }

    /// Where `provider` sends people back to; registered there, to the letter.
    package static func callback(_ baseURL: String, _ provider: String) -> String {
        "\(baseURL)/auth/oauth/\(provider)/callback"
    }

    /// Removes what nobody has come back for; housekeeping calls it.
    package static func forgetExpired(in db: Transaction) throws {
        try db.execute("DELETE FROM sign_in_attempts WHERE expires_at < \(db.now)")
        try db.execute("DELETE FROM sign_in_offers WHERE expires_at < \(db.now)")
    }
}
