/// One operation of the API: the router mounts it and OpenAPI lists it, from this one value.
package struct Endpoint: Sendable {
    package typealias Handler = @Sendable (Visit) async throws -> Answer
    /// Answers at once from memory, before anything else is looked at; nil goes the whole way.
    package typealias Shortcut = @Sendable (Incoming, _ parameters: [String: String]) -> Answer?

    package let method: Method
    /// Below `/api/v1`: `/businesses/{business_id}`.
    package let path: String
    package let summary: String
    /// Ids of `capabilities.md` that this serves.
    package let capabilities: [String]
    package let access: Access
    package let query: [Field]
    package let body: Schema?
    /// The media types of a body that is a file, in place of `body`.
    package let files: [String]
    package let success: Int
    package let answer: Schema?
    /// Codes of the problems that belong to this operation, besides the ones that every operation has.
    package let problems: [String]
    /// What becomes of a request that is sent again with its `Idempotency-Key` (D15).
    package let repeats: Repeats
    /// Whether the answer is a stream of events.
    package let isLive: Bool
    /// Whether a stranger who does it too often has to do some work for it (M2).
    package let isChallenged: Bool
    package let shortcut: Shortcut?
    package let handler: Handler

    /// An operation that only reads, or a write that says why it is not repeated.
    package init(
        _ method: Method, _ path: String, _ summary: String, capabilities: [String], access: Access,
        query: [Field] = [],
        body: Schema? = nil, files: [String] = [], success: Int = 200, answer: Schema?, problems: [String] = [],
        repeats: Repeats = .reading, live: Bool = false, challenged: Bool = false,
        shortcut: Shortcut? = nil, handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.capabilities = capabilities
        self.access = access
        self.query = query
        self.body = body
        self.files = files
        self.success = success
        self.answer = answer
        self.problems = problems
        self.repeats = repeats
        self.isLive = live
        isChallenged = challenged
        self.shortcut = shortcut
        self.handler = handler
    }

    /// An operation that writes. Its answer comes from `Idempotency`, so the same key gets the same answer and nothing is done twice.
    package static func write(
        _ method: Method, _ path: String, _ summary: String, capabilities: [String], access: Access,
        query: [Field] = [],
        body: Schema? = nil, files: [String] = [], success: Int = 200, answer: Schema?, problems: [String] = [],
        challenged: Bool = false, handler: @escaping @Sendable (Visit) async throws -> RepeatableAnswer
    ) -> Endpoint {
        Endpoint(
            method, path, summary, capabilities: capabilities, access: access, query: query, body: body, files: files,
            success: success, answer: answer, problems: problems, repeats: .answering, challenged: challenged
        ) { visit in try await handler(visit).answer }
    }

    /// The same operation at another path, for the names that the plans used.
    package func alias(_ path: String) -> Endpoint {
        Endpoint(
            method, path, summary, capabilities: capabilities, access: access, query: query, body: body,
            files: files, success: success,
            answer: answer, problems: problems, repeats: repeats, live: isLive, challenged: isChallenged,
            shortcut: shortcut, handler: handler)
    }

    /// `postBusinessesOfferings`-like name, unique by method and path.
    package var operationID: String {
        let parts = path.split(separator: "/").flatMap { $0.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) }
        return parts.reduce(method.rawValue.lowercased()) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }
}
