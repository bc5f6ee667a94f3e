/// One address of the pages that people see.
package struct PageRoute: Sendable {
    package let method: Method
    /// From the root: `/book/{slug}`.
    package let path: String
    package let access: Access
    /// What the query may hold; other parameters are ignored, as links grow tails on their way.
    package let query: [Field]
    package let shortcut: Endpoint.Shortcut?
    /// Whether its form brings files.
    package let takesFiles: Bool
    /// Whether a stranger who does it too often has to do some work for it (M2).
    package let isChallenged: Bool
    package let handler: Endpoint.Handler

    package static func get(
        _ path: String, access: Access, query: [Field] = [], shortcut: Endpoint.Shortcut? = nil,
        handler: @escaping Endpoint.Handler
    ) -> PageRoute {
        PageRoute(
            method: .get, path: path, access: access, query: query, shortcut: shortcut, takesFiles: false,
            isChallenged: false, handler: handler)
    }

    /// A form's action. `handler` gets the raw texts in `visit.body`; it applies its own schema, so that it can show the form again
    /// with what was typed.
    package static func post(
        _ path: String, access: Access, takesFiles: Bool = false, challenged: Bool = false,
        handler: @escaping Endpoint.Handler
    ) -> PageRoute {
        PageRoute(
            method: .post, path: path, access: access, query: [], shortcut: nil, takesFiles: takesFiles,
            isChallenged: challenged, handler: handler)
    }
}
