import CoreMetrics
import HTTPTypes
import Kernel
import Tracing
import Words

/// What the doors need to know of the house.
package struct SiteSettings: Sendable {
    package let isSecure: Bool
    package let cookie: Cookie
    package let limits: Limits
    package let wordBook: WordBook
    package let doorkeeper: any Doorkeeper
    /// How many proxies of ours stand before the server; their word for the client's address is believed, and nobody else's.
    package let trustedProxies: Int
    package let now: @Sendable () -> Instant
    /// Paths where a password can be tried, which have the strictest rate.
    package let signInPaths: Set<String>
    /// What an error that is no `Problem` answers: 503 when the database is away, else 500.
    package let problem: @Sendable (any Error) -> Problem
    /// Where answers are counted and timed.
    package let metrics: any MetricsFactory
    /// Nil: nothing is traced.
    package let tracer: (any Tracer)?
    /// The permissions that there are: a door that asks for another does not open at all.
    package let permissions: Set<String>
    /// Told of everything that was read by an admin; the answer waits for it.
    package let witness: @Sendable (Visit, _ path: String, Access) async throws -> Void
    /// A problem as a page.
    package let problemPage: @Sendable (Problem, Incoming, _ request: String, Wording) -> Answer

    package init(
        isSecure: Bool, limits: Limits, wordBook: WordBook, doorkeeper: any Doorkeeper, signInPaths: Set<String>,
        trustedProxies: Int, metrics: any MetricsFactory = NOOPMetricsHandler.instance, tracer: (any Tracer)? = nil,
        now: @escaping @Sendable () -> Instant, permissions: Set<String>,
        witness: @escaping @Sendable (Visit, _ path: String, Access) async throws -> Void = { _, _, _ in },
        problem: @escaping @Sendable (any Error) -> Problem,
        problemPage: @escaping @Sendable (Problem, Incoming, _ request: String, Wording) -> Answer
    ) {
        self.isSecure = isSecure
        self.cookie = Cookie(isSecure: isSecure)
        self.limits = limits
        self.wordBook = wordBook
        self.doorkeeper = doorkeeper
        self.signInPaths = signInPaths
        self.trustedProxies = trustedProxies
        self.now = now
        self.metrics = metrics
        self.tracer = tracer
        self.problem = problem
        self.permissions = permissions
        self.witness = witness
        self.problemPage = problemPage
    }

    /// A request whose cookies are read under the names that they have here.
    func reading(_ incoming: Incoming) -> Incoming {
        var incoming = incoming
        incoming.isSecure = isSecure
        return incoming
    }

    /// The visitor's language: what they chose, else what their browser asks for.
    func words(for incoming: Incoming) -> Wording {
        let chosen = incoming.cookie(Cookie.language).flatMap { code in Language.spoken.first { $0.code == code } }
        return wordBook.words(chosen ?? wordBook.language(acceptLanguage: incoming.header("accept-language")))
    }

    /// The client's address: the peer's, or what the outermost trusted proxy wrote into `X-Forwarded-For`.
    func address(_ peer: String, _ headers: HTTPFields) -> String {
        let name = HTTPField.Name("x-forwarded-for")
        return ClientAddress.of(peer, forwarded: name.map { headers[values: $0] } ?? [], trustedProxies: trustedProxies)
    }
}
