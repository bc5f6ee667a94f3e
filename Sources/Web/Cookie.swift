/// The names of our cookies. Over TLS they carry the `__Host-` prefix, which no other host or path can set (M5).
package struct Cookie: Sendable {
    // These three are called so inside the house; the door reads and writes them with the prefix.
    package static let notice = "daybook-notice"
    package static let undo = "daybook-undo"
    package static let language = "daybook-language"
    /// Set by the script for its page's path alone, so that a page loaded again finds its own hold.
    package static let hold = "daybook-hold"
    /// Name of the session's cookie.
    package let session: String
    /// Name of the cookie of a log-in that waits for its second step.
    package let pending: String
    /// Name of the cookie by which a browser that has logged in before is known.
    package let device: String
    private let isSecure: Bool
    private let attributes: String

    package init(isSecure: Bool) {
        self.isSecure = isSecure
        let prefix = isSecure ? Self.prefix : ""
        session = prefix + "daybook"
        pending = prefix + "daybook-pending"
        device = prefix + "daybook-device"
        attributes = "Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// Sets the session for `seconds`; 0 takes it away.
    package func set(session token: String, seconds: Int) -> (name: String, value: String) {
        set(session, token, seconds: seconds)
    }

    /// Sets one of the cookies above for `seconds`; 0 takes it away.
    package func set(_ name: String, _ value: String, seconds: Int) -> (name: String, value: String) {
        ("set-cookie", "\(name)=\(value); \(attributes); Max-Age=\(seconds)")
    }

    private static let prefix = "__Host-"
    private static let bare = [notice, undo, language]

    /// The name that a browser knows it by over TLS.
    static func guarded(_ name: String) -> String {
        name == hold ? "__Secure-" + name : bare.contains(name) ? prefix + name : name
    }

    /// `answer` with the cookies that it sets under such names made fit for TLS.
    func guarding(_ answer: Answer) -> Answer {
        guard isSecure else { return answer }
        var answer = answer
        for (at, header) in answer.headers.enumerated()
        where header.name == "set-cookie" && Self.bare.contains(String(header.value.prefix { $0 != "=" })) {
            answer.headers[at].value = "\(Self.prefix)\(header.value); Secure"
        }
        return answer
    }
}
