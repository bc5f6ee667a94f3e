import Kernel
import Logging
import Words

/// Every door of the house: takes a request as it came and gives the answer. Knows no sockets; `Server` puts it on one.
package final class Site: Sendable {
    enum Route: Sendable {
        case api(Endpoint)
        case page(PageRoute)
    }

    package let endpoints: [Endpoint]
    package let pages: [PageRoute]
    let table: RouteTable<Route>
    let settings: SiteSettings
    let limiter = RateLimiter()
    package let live: LiveStreams
    let headers: SecurityHeaders
    let log: Logger

    /// - Parameters:
    ///   - endpoints: mounted below `/api/v1`.
    ///   - pages: mounted at the root.
    package init(endpoints: [Endpoint], pages: [PageRoute], settings: SiteSettings, log: Logger) {
        self.endpoints = endpoints
        self.pages = pages
        self.settings = settings
        self.log = log
        live = LiveStreams(settings.limits, now: settings.now)
        headers = SecurityHeaders(isSecure: settings.isSecure)
        var table = RouteTable<Route>()
        for endpoint in endpoints { table.add(endpoint.method, "/api/v1" + endpoint.path, .api(endpoint)) }
        for page in pages { table.add(page.method, page.path, .page(page)) }
        self.table = table
    }

    /// The answer to one request. Never throws: what is not a `Problem` is logged with the request's id and answered by an apology.
    package func answer(_ incoming: Incoming) async -> Answer {
        if let asset = Assets.answer(incoming.path, incoming) { return headers.adding(to: asset) }
        switch table.match(incoming.method, incoming.path) {
        case .found(let route, let parameters):
            if let quick = route.shortcut?(incoming, parameters) { return headers.adding(to: quick) }
            return headers.adding(to: await travel(incoming, route, parameters))
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            return headers.adding(to: refuse(Problem(405, "method_not_allowed"), incoming).with("allow", allowed))
        case .none: return headers.adding(to: refuse(.notFound, incoming))
        }
    }

    /// The most bytes that the body of such a request may have.
    package func bodyBytesMost(_ method: Method, _ path: String) -> Int {
        let limits = settings.limits
        guard case .found(let route, _) = table.match(method, path), route.takesFiles else { return limits.bodyBytes }
        return max(limits.bodyBytes, limits.uploadBytes + (route.isPage ? Limits.formBytes : 0))
    }

    /// The answer to a request whose body was too large to be read.
    package func refuseBody(_ incoming: Incoming) -> Answer {
        headers.adding(to: refuse(Problem(413, "body_too_large"), incoming))
    }

    private func travel(_ incoming: Incoming, _ route: Route, _ parameters: [String: String]) async -> Answer {
        let id = "r-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let words = settings.words(for: incoming)
        var answer: Answer
        do {
            try limit(incoming, route)
            answer = try await route.answer(self, incoming, parameters, id: id, words: words)
            if let feed = answer.feed { answer.stream = try live.open(feed, from: incoming.address) }
        } catch let problem as Problem {
            answer = show(problem, route.isPage, incoming, id: id, words: words)
        } catch {
            let problem = settings.problem(error)
            log.error(
                "fault",
                metadata: [
                    "request_id": "\(id)", "path": "\(incoming.path)", "error": "\(error)",
                    "status": "\(problem.status)",
                ])
            answer = show(problem, route.isPage, incoming, id: id, words: words)
        }
        if answer.status >= 400 || incoming.method.changes {
            log.info(
                "request",
                metadata: [
                    "request_id": "\(id)", "method": "\(incoming.method.rawValue)", "path": "\(route.path)",
                    "status": "\(answer.status)",
                ])
        }
        if !route.isPage { answer.headers.append(("x-request-id", id)) }
        return answer
    }

    private func limit(_ incoming: Incoming, _ route: Route) throws(Problem) {
        let limits = settings.limits
        guard limits.areRatesOn else { return }
        let (kind, perMinute) =
            settings.signInPaths.contains(incoming.path) && incoming.method.changes
            ? ("sign-in", limits.signInsPerMinute)
            : incoming.method.changes ? ("write", limits.writesPerMinute) : ("read", limits.readsPerMinute)
        if let seconds = limiter.take("\(kind) \(incoming.address)", perMinute: perMinute, at: settings.now()) {
            throw Problem(429, "too_many_requests", ["seconds": "\(seconds)"], retryAfter: seconds)
        }
    }

    private func refuse(_ problem: Problem, _ incoming: Incoming) -> Answer {
        show(problem, !incoming.path.hasPrefix("/api/"), incoming, id: "r-0", words: settings.words(for: incoming))
    }

    func show(_ problem: Problem, _ isPage: Bool, _ incoming: Incoming, id: String, words: Wording) -> Answer {
        let accepted = incoming.header("accept") ?? ""
        guard isPage, !accepted.contains("application/json"), accepted != "text/event-stream" else {
            return problem.answer(words, request: id)
        }
        if problem.status == 401 {
            let place = incoming.query.isEmpty ? incoming.path : "\(incoming.path)?\(incoming.query)"
            return .see("/login?next=\(Encoding.encoded(incoming.method == .get ? place : "/desk"))")
        }
        if problem.code == "second_factor_needed" { return .see("/account/second-factor") }
        return settings.problemPage(problem, incoming, id, words)
    }
}

extension Site.Route {
    var isPage: Bool { if case .page = self { true } else { false } }
    var takesFiles: Bool {
        switch self {
        case .api(let endpoint): !endpoint.files.isEmpty
        case .page(let page): page.takesFiles
        }
    }
    var path: String {
        switch self {
        case .api(let endpoint): "/api/v1\(endpoint.path)"
        case .page(let page): page.path
        }
    }
    var shortcut: Endpoint.Shortcut? {
        switch self {
        case .api(let endpoint): endpoint.shortcut
        case .page(let page): page.shortcut
        }
    }
}
