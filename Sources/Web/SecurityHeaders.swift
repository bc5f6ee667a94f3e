/// The headers of every answer (M5). No page of ours runs a script or takes a style from its own text, or from anybody else.
struct SecurityHeaders: Sendable {
    private let common: [(name: String, value: String)]
    private let isSecure: Bool

    init(isSecure: Bool) {
        self.isSecure = isSecure
        var headers: [(name: String, value: String)] = [
            (
                "content-security-policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
        ]
        if isSecure { headers.append(("strict-transport-security", "max-age=63072000; includeSubDomains")) }
        common = headers
    }

    /// `answer` with those that it does not set itself, and with `cache-control: no-store` unless it says otherwise. Over TLS its
    /// cookies travel under names that no other host can set.
    func adding(to answer: Answer) -> Answer {
        var answer = answer
        if isSecure {
            answer.headers = answer.headers.map { name, value in
                (name, name == "set-cookie" ? Cookie.lineOverTLS(value) : value)
            }
        }
        answer.headers.append(contentsOf: common.filter { answer.header($0.name) == nil })
        if answer.header("cache-control") == nil { answer.headers.append(("cache-control", "no-store")) }
        return answer
    }
}
