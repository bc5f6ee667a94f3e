import Kernel
import Words

/// One request on its way to a verb, with its input checked and its visitor known.
package struct Visit: Sendable {
    /// Shown in problems and logs, and to people in the apology for a fault of ours.
    package let id: String
    package let incoming: Incoming
    package let parameters: [String: String]
    package let query: Fields
    package let body: Fields
    /// The files of a form, by the names of their fields.
    package let files: [String: UploadedFile]
    package let visitor: Visitor
    package let words: Wording
    /// What a client without an account holds instead, at a door for links: their token, and the key of a link or of a held time.
    package let holder: String?

    package var address: String { incoming.address }
    /// At most 300 characters of the browser's name for itself.
    package var agent: String { String((incoming.header("user-agent") ?? "").prefix(300)) }

    package init(
        id: String, incoming: Incoming, parameters: [String: String], query: Fields, body: Fields,
        files: [String: UploadedFile] = [:], visitor: Visitor, words: Wording, holder: String? = nil
    ) {
        self.id = id
        self.incoming = incoming
        self.parameters = parameters
        self.query = query
        self.body = body
        self.files = files
        self.visitor = visitor
        self.words = words
        self.holder = holder
    }

    /// The path's parameter as sent, percent-decoded.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The path's parameter as an id. What can't be one answers like one that does not exist.
    package func id<T: EntityID>(_ name: String, _ type: T.Type = T.self) throws(Problem) -> T {
        guard let id = T(parameter(name)) else { throw .notFound }
        return id
    }

    /// The signed-in visitor. Throws 401.
    package func user() throws(Problem) -> SignedIn {
        guard let user = visitor.signedIn else { throw .signInNeeded }
        return user
    }

    /// How many items a page of a list has: 25 for people unless asked otherwise, 200 at most.
    package var limit: Int { query.integer("limit") ?? 25 }
}
