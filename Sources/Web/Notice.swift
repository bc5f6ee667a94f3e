import Synchronization

/// A sentence that the next page shows once, after a form has done its work. It travels as a key in a cookie, never as text, so
/// that nobody can put words on our pages.
package enum Notice {
    private static let known = Mutex<Set<String>>([])

    /// The keys that may travel; slices add theirs when they are put together.
    package static func allow(_ keys: [String]) { known.withLock { $0.formUnion(keys) } }
    static var keys: Set<String> { known.withLock { $0 } }
    static let parameter = "notice"

    /// The key that an address carries, where it is a page of ours that leads there.
    static func told(_ incoming: Incoming) -> String? {
        if let site = incoming.header("sec-fetch-site"), site != "same-origin" { return nil }
        guard incoming.query.contains("\(parameter)=") else { return nil }
        return Encoding.pairs(incoming.query)?[parameter]
    }
}

extension Answer {
    /// This answer, with a notice for the page that comes next.
    package func noticing(_ key: String) -> Answer {
        with("set-cookie", "\(Cookie.notice)=\(key); Path=/; HttpOnly; SameSite=Lax; Max-Age=60")
    }

    /// The same for those who get no cookie from us: the key travels in the address, which the script then shortens again.
    package func telling(_ key: String) -> Answer {
        var answer = self
        answer.headers = headers.map { header in
            guard header.name == "location" else { return header }
            let mark = header.value.contains("?") ? "&" : "?"
            return (header.name, "\(header.value)\(mark)\(Notice.parameter)=\(key)")
        }
        return answer
    }
}
