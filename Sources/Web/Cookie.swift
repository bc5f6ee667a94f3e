/// The names of our cookies. Over TLS they carry the `__Host-` prefix, which no other host or path can set (M5).
package struct Cookie: Sendable {
    package static let notice = "daybook-notice"
    package static let undo = "daybook-undo"
    package static let language = "daybook-language"
    /// Name of the session's cookie.
    package let session: String
    private let attributes: String

    package init(isSecure: Bool) {
        session = isSecure ? "__Host-daybook" : "daybook"
        attributes = "Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// Sets the session for `seconds`; 0 takes it away.
    package func set(session token: String, seconds: Int) -> (name: String, value: String) {
        ("set-cookie", "\(session)=\(token); \(attributes); Max-Age=\(seconds)")
    }
}
