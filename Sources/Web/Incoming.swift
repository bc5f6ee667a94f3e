import HTTPTypes

/// A request as it came, before anything is believed.
package struct Incoming: Sendable {
    package let method: Method
    /// The path as sent, percent-encoded, without the query.
    package let path: String
    /// The query as sent, without the question mark.
    package let query: String
    package let headers: HTTPFields
    package let body: [UInt8]
    /// The peer's address, or the client's where a declared proxy names it.
    package let address: String
    /// Whether our cookies carry the prefix that no other host can set; the door says so.
    var isSecure = false

    package init(
        _ method: Method, _ path: String, query: String = "", headers: HTTPFields = [:], body: [UInt8] = [],
        address: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.address = address
    }

    /// The header's value; nil when it is missing, doubled values joined as RFC 9110 says.
    package func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// The media type of the body in lower case, without parameters.
    package var mediaType: String? {
        header("content-type")?.split(separator: ";").first.map { String($0).trimmed.lowercased() }
    }

    /// The value of the cookie called `name`.
    package func cookie(_ name: String) -> String? {
        let name = isSecure ? Cookie.guarded(name) : name
        for pair in headers[values: .cookie].joined(separator: ";").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2, String(parts[0]).trimmed == name { return String(parts[1]).trimmed }
        }
        return nil
    }
}

package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"

    /// Whether a request may change something. GET never does: mail scanners follow links.
    package var changes: Bool { self != .get }
}
