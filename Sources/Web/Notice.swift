import Synchronization

/// A sentence that the next page shows once, after a form has done its work. It travels as a key in a cookie, never as text, so
/// that nobody can put words on our pages.
package enum Notice {
    private static let known = Mutex<Set<String>>([])

    /// The keys that may travel; slices add theirs when they are put together.
    package static func allow(_ keys: [String]) { known.withLock { $0.formUnion(keys) } }
    static var keys: Set<String> { known.withLock { $0 } }
}

extension Answer {
    /// This answer, with a notice for the page that comes next.
    package func noticing(_ key: String) -> Answer {
        with("set-cookie", "\(Cookie.notice)=\(key); Path=/; HttpOnly; SameSite=Lax; Max-Age=60")
    }
}
