/// Who asks, as far as the door knows. What somebody may do with one business is decided by the lookup in the verb.
package enum Visitor: Sendable, Equatable {
    case guest
    case user(SignedIn)

    package var signedIn: SignedIn? { if case .user(let user) = self { user } else { nil } }
}

/// A person who has logged in, by a page's session or by the API's token, or whose API key is used.
package struct SignedIn: Sendable, Equatable {
    /// The user's id, raw; `Identity` gives it its type.
    package let id: Int64
    package let name: String
    package let isAdmin: Bool
    /// The token that this session's forms must carry; nil for the API, where no browser adds credentials by itself.
    package let formToken: String?
    /// The session's id, raw; nil for an API key.
    package let session: Int64?
    /// The permissions to which an API key is limited; nil is no limit.
    package let scopes: Set<String>?
    /// Whether the account asks for a code besides the password.
    package let hasSecondFactor: Bool
    /// Whether it would be an admin's if it did.
    package let isAdminOnceFactored: Bool

    package init(
        id: Int64, name: String, isAdmin: Bool, formToken: String?, session: Int64? = nil, scopes: Set<String>? = nil,
        hasSecondFactor: Bool = false, isAdminOnceFactored: Bool = false
    ) {
        self.id = id
        self.name = name
        self.isAdmin = isAdmin
        self.formToken = formToken
        self.session = session
        self.scopes = scopes
        self.hasSecondFactor = hasSecondFactor
        self.isAdminOnceFactored = isAdminOnceFactored
    }

    /// Whether an API key may use this permission; what its owner may do is decided by the lookup as well.
    package func isScoped(to permission: String) -> Bool { scopes?.contains(permission) ?? true }
}

/// Tells who asks. `Identity` keeps the door.
package protocol Doorkeeper: Sendable {
    /// From a page's session cookie. An unknown or expired one is a guest.
    /// - Parameter address: where the request comes from, noted as the last use of the session.
    func visitor(session: String, address: String) async throws -> Visitor
    /// From the API's `Authorization: Bearer`. Throws `Problem.signInNeeded` when the token does not hold.
    /// - Parameter address: where the request comes from, noted as the last use of a session or key.
    func visitor(token: String, address: String) async throws -> Visitor
}

/// What an endpoint or page asks of its visitor. Everything has one: a route without a declared access does not compile.
package enum Access: Sendable, Equatable {
    case anyone
    /// Holds a signed link or a hold's token; the verb checks it.
    case link
    /// Has logged in; an API key may read.
    case signedIn
    /// Has logged in, by a session: no API key changes the account that it belongs to.
    case account
    /// A member of the business whose role gives this permission, such as `booking:approve`; checked by the lookup.
    case member(String)
    case admin
}
