import HTTPTypes

/// A request as it came, before anything is believed.
package struct Incoming: Sendable {
    package let method: Method
    /// The path as sent, percent-encoded, without the query.
    package let path: String
    /// The query as sent, without the question mark.
    package let query: String
    package let headers: HTTPFields
    package internal(set) var body: [UInt8]
    /// The peer's address, or the client's where a declared proxy names it.
    package let address: String
    /// Whether it came over TLS, where cookies have other names.
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
        Cookie.value(isSecure ? Cookie.nameOverTLS(name) : name, in: headers[values: .cookie].joined(separator: ";"))
    }
}
