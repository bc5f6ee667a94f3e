/// Who asks, as far as the door knows. What somebody may do with one business is decided by the lookup in the verb.
package enum Visitor: Sendable, Equatable {
    case guest
    case user(SignedIn)

    package var signedIn: SignedIn? { if case .user(let user) = self { user } else { nil } }
}

/// A person who has logged in, by a page's session or by the API's token.
package struct SignedIn: Sendable, Equatable {
    /// The user's id, raw; `Identity` gives it its type.
    package let id: Int64
    package let name: String
    package let isAdmin: Bool
    /// The token that this session's forms must carry; nil for the API, where no browser adds credentials by itself.
    package let formToken: String?

    package init(id: Int64, name: String, isAdmin: Bool, formToken: String?) {
        self.id = id
        self.name = name
        self.isAdmin = isAdmin
        self.formToken = formToken
    }
}

/// Tells who asks. `Identity` keeps the door.
package protocol Doorkeeper: Sendable {
    /// From a page's session cookie. An unknown or expired one is a guest.
    func visitor(session: String) async throws -> Visitor
    /// From the API's `Authorization: Bearer`. Throws `Problem.signInNeeded` when the token does not hold.
    func visitor(token: String) async throws -> Visitor
}

/// What an endpoint or page asks of its visitor. Everything has one: a route without a declared access does not compile.
package enum Access: Sendable, Equatable {
    case anyone
    /// Holds a signed link or a hold's token; the verb checks it.
    case link
    case signedIn
    /// A member of the business whose role gives this permission, such as `booking:approve`; checked by the lookup.
    case member(String)
    case admin
}
