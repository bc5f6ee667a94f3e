package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"

    /// Whether a request may change something. GET never does: mail scanners follow links.
    package var changes: Bool { self != .get }
}
