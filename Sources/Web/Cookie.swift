/// The names of our cookies. Over TLS they carry the `__Host-` prefix, which no other host or path can set (M5).
package struct Cookie: Sendable {
    // These three are called so inside the house; the door reads and writes them with the prefix.
    package static let notice = "daybook-notice"
    package static let undo = "daybook-undo"
    package static let language = "daybook-language"
    /// Name of the session's cookie.
    package let session: String
    /// Name of the cookie of a log-in that waits for its second step.
    package let pending: String
    /// Name of the cookie by which a browser that has logged in before is known.
    package let device: String
    /// Name of the cookie of a browser that is away at another provider to sign in.
    package let outside: String
    /// Name of the cookie of an outside sign-in that waits to be linked.
    package let offer: String
    /// Name of the cookie of a customer who has proved their e-mail address, and of one who is asked for a code.
    package let customer: String
    package let asking: String
    private let attributes: String
    private static let tlsPrefix = "__Host-"

    package init(isSecure: Bool) {
        let prefix = isSecure ? Self.tlsPrefix : ""
        session = prefix + "daybook"
        pending = prefix + "daybook-pending"
        device = prefix + "daybook-device"
        outside = prefix + "daybook-outside"
        offer = prefix + "daybook-offer"
        customer = prefix + "daybook-customer"
        asking = prefix + "daybook-asking"
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

    /// The same for a cookie that no other site's link or form brings along.
    package func setStrict(_ name: String, _ value: String, seconds: Int) -> (name: String, value: String) {
        let strict = attributes.replacing("SameSite=Lax", with: "SameSite=Strict")
        return ("set-cookie", "\(name)=\(value); \(strict); Max-Age=\(seconds)")
    }

    /// The name under which a cookie travels over TLS.
    static func nameOverTLS(_ name: String) -> String {
        [notice, undo, language].contains(name) ? tlsPrefix + name : name
    }

    /// A `set-cookie` line as it is sent over TLS.
    static func lineOverTLS(_ line: String) -> String {
        let name = line.prefix { $0 != "=" }
        return nameOverTLS(String(name)) + line.dropFirst(name.count) + (line.contains("; Secure") ? "" : "; Secure")
    }

    /// Takes away the cookie called `name`.
    static func clearing(_ name: String) -> (name: String, value: String) {
        ("set-cookie", "\(name)=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    /// The value of the cookie called `name` in a request's header; of one that is there twice, the first. Names are compared byte by
    /// byte, as browsers do: any other host of the site may set a cookie whose name only looks like one with our prefix.
    static func value(_ name: String, in header: String) -> String? {
        for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
            guard let sign = pair.firstIndex(of: UInt8(ascii: "=")),
                pair[..<sign].withoutBlanks.elementsEqual(name.utf8)
            else { continue }
            return String(decoding: pair[pair.index(after: sign)...].withoutBlanks, as: UTF8.self)
        }
        return nil
    }
}

extension Substring.UTF8View {
    /// Without spaces and tabs at both ends, the only blanks that RFC 6265 knows.
    fileprivate var withoutBlanks: Substring.UTF8View {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
