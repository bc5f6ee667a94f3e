import CoreMetrics
import Kernel
import Logging
import Tracing
import Words

/// Every door of the house: takes a request as it came and gives the answer. Knows no sockets; `Server` puts it on one.
package final class Site: Sendable {
    enum Route: Sendable {
        case api(Endpoint)
        case page(PageRoute)
    }
    /// A route where it can be found, with what counts its answers.
    struct Mounted: Sendable {
        let route: Route
        let measure: RouteMeasure
    }

    package let endpoints: [Endpoint]
    package let pages: [PageRoute]
    let table: RouteTable<Mounted>
    let settings: SiteSettings
    let limiter = RateLimiter()
    package let live: LiveStreams
    let headers: SecurityHeaders
    let log: Logger
    private let assets: RouteMeasure
    private let nowhere: RouteMeasure

    /// - Parameters:
    ///   - endpoints: mounted below `/api/v1`.
    ///   - pages: mounted at the root.
    ///
    /// Throws `DoorFault` when a door is open to others than it should be: then nothing starts.
    package init(endpoints: [Endpoint], pages: [PageRoute], settings: SiteSettings, log: Logger) throws {
        try DoorFault.check(endpoints, pages, settings.permissions)
        self.endpoints = endpoints
        self.pages = pages
        self.settings = settings
        self.log = log
        live = LiveStreams(settings.limits, now: settings.now)
        headers = SecurityHeaders(isSecure: settings.isSecure)
        var table = RouteTable<Mounted>()
        let metrics = settings.metrics
        for route in endpoints.map(Route.api) + pages.map(Route.page) {
            let measure = RouteMeasure(route.method.rawValue, route.path, metrics)
            table.add(route.method, route.path, Mounted(route: route, measure: measure))
        }
        self.table = table
        assets = RouteMeasure("GET", "assets", metrics)
        nowhere = RouteMeasure("any", "none", metrics)
    }

    /// Reads the body of a request, of `most` bytes. Throws `Problem` 413 when there are more.
    package typealias BodyReader = @Sendable (_ most: Int) async throws(Problem) -> [UInt8]

    /// The answer to one request that is all there.
    package func answer(_ incoming: Incoming) async -> Answer {
        await answer(incoming) { (_) throws(Problem) in incoming.body }
    }

    /// The answer to one request. Never throws: what is not a `Problem` is logged with the request's id and answered by an apology.
    /// - Parameter body: asked once it is known that somebody wants it, and that the visitor has not sent too many.
    package func answer(_ incoming: Incoming, body: @escaping BodyReader) async -> Answer {
        let began = ContinuousClock.now
        let (answer, measure) = await found(settings.reading(incoming), body)
        measure.note(answer.status, since: began)
        return headers.adding(to: answer)
    }

    private func found(_ incoming: Incoming, _ body: @escaping BodyReader) async -> (Answer, RouteMeasure) {
        if let asset = Assets.answer(incoming.path, incoming) { return (asset, assets) }
        switch table.match(incoming.method, incoming.path) {
        case .found(let mounted, let parameters):
            if let quick = mounted.route.shortcut?(incoming, parameters) { return (quick, mounted.measure) }
            return (await traced(incoming, body, mounted.route, parameters), mounted.measure)
        case .otherMethods(let methods):
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            return (refuse(Problem(405, "method_not_allowed"), incoming).with("allow", allowed), nowhere)
        case .none: return (refuse(.notFound, incoming), nowhere)
        }
    }

    /// Inside a span, where traces are wanted: the visitor's own trace goes on in it.
    private func traced(
        _ incoming: Incoming, _ body: @escaping BodyReader, _ route: Route, _ parameters: [String: String]
    ) async -> Answer {
        guard let tracer = settings.tracer else { return await travel(incoming, body, route, parameters) }
        var context = ServiceContext.topLevel
        tracer.extract(incoming, into: &context, using: Incoming.Headers())
        return await tracer.withSpan("\(route.method.rawValue) \(route.path)", context: context, ofKind: .server) {
            span in
            let answer = await travel(incoming, body, route, parameters)
            span.attributes["http.response.status_code"] = answer.status
            if answer.status >= 500 { span.setStatus(SpanStatus(code: .error)) }
            return answer
        }
    }

    private func bodyBytesMost(_ route: Route) -> Int {
        let limits = settings.limits
        guard route.takesFiles else { return limits.bodyBytes }
        return max(limits.bodyBytes, limits.uploadBytes + (route.isPage ? Limits.formBytes : 0))
    }

    /// The answer to a method that is none of ours.
    package var refuseMethod: Answer {
        headers.adding(to: Answer(405, headers: [("allow", "GET, HEAD, POST, PUT, DELETE")]))
    }

    private func travel(
        _ incoming: Incoming, _ body: BodyReader, _ route: Route, _ parameters: [String: String]
    ) async -> Answer {
        var incoming = incoming
        let id = "r-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let words = settings.words(for: incoming)
        let note = RequestNote()
        var answer: Answer
        do {
            try limit(incoming, route)
            try route.believe(incoming)
            if incoming.method.changes { incoming.body = try await body(bodyBytesMost(route)) }
            if let asked = try await challenged(incoming, route, parameters, id: id, words: words) {
                answer = asked
            } else {
                answer = try await route.answer(self, incoming, parameters, id: id, words: words, note)
            }
            if let feed = answer.feed { answer.stream = try live.open(feed, from: incoming.address) }
        } catch let problem as Problem {
            note.problem(problem)
            answer = show(problem, route.isPage, incoming, id: id, words: words)
        } catch {
            let problem = settings.problem(error)
            log.error(
                "fault",
                metadata: [
                    "request_id": "\(id)", "path": "\(route.path)", "error": "\(error)",
                    "status": "\(problem.status)",
                ])
            answer = show(problem, route.isPage, incoming, id: id, words: words)
        }
        if answer.status >= 400 || incoming.method.changes {
            log.info(
                "request",
                metadata: note.metadata([
                    "request_id": "\(id)", "method": "\(incoming.method.rawValue)", "path": "\(route.path)",
                    "status": "\(answer.status)",
                ]))
        }
        if !route.isPage { answer.headers.append(("x-request-id", id)) }
        return answer
    }

    private func limit(_ incoming: Incoming, _ route: Route) throws(Problem) {
        let limits = settings.limits
        guard limits.areRatesOn else { return }
        let (kind, perMinute) =
            settings.signInPaths.contains(route.path) && incoming.method.changes
            ? ("sign-in", limits.signInsPerMinute)
            : incoming.method.changes ? ("write", limits.writesPerMinute) : ("read", limits.readsPerMinute)
        try limiter.admit(
            "\(kind) \(Incoming.network(incoming.address))", perMinute: perMinute, at: settings.now())
    }

    /// Of an account, and of an account's API keys, whichever address they come from.
    func limit(_ visitor: Visitor, changes: Bool) throws(Problem) {
        let limits = settings.limits
        guard limits.areRatesOn, let user = visitor.signedIn else { return }
        let key = "\(user.scopes == nil ? "account" : "keys") \(user.id) \(changes)"
        let perMinute = changes ? limits.accountWritesPerMinute : limits.accountReadsPerMinute
        try limiter.admit(key, perMinute: perMinute, at: settings.now())
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
    var method: Method {
        switch self {
        case .api(let endpoint): endpoint.method
        case .page(let page): page.method
        }
    }
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

extension Incoming {
    /// Reads a trace's place from the request's headers.
    fileprivate struct Headers: Extractor {
        func extract(key: String, from incoming: Incoming) -> String? { incoming.header(key) }
    }
}
