import Kernel
import Words

extension Site {
    /// The field of a form, and the header of the API, that bring a solution.
    static let solutionField = "challenge_solution"
    static let solutionHeader = "challenge-solution"

    /// Nil when the request may go on; else the page that asks for the work. Throws 403 `challenge_required` for programs, with the
    /// challenge in the problem.
    func challenged(
        _ incoming: Incoming, _ route: Route, _ parameters: [String: String], id: String, words: Wording
    ) async throws -> Answer? {
        guard let challenges = settings.challenges, settings.limits.areRatesOn, route.isChallenged else { return nil }
        let (network, now) = (Incoming.network(incoming.address), settings.now())
        guard challenges.isSuspicious(network, business: parameters["slug"], at: now) else { return nil }
        let form = route.isPage ? String(validating: incoming.body, as: UTF8.self).flatMap { Encoding.pairs($0) } : nil
        let given = form?[Self.solutionField] ?? incoming.header(Self.solutionHeader)
        var challenge: Challenge?
        if let given {
            let found = try await challenges.check(given, incoming.path, network, at: now)
            if found.isSolved { return nil }
            challenge = found.challenge
        }
        let asked = challenge ?? challenges.make(incoming.path, network, at: now)
        let left = max(1, (Challenge.pause - (now - asked.issuedAt)).milliseconds / 1_000)
        let problem = Problem(
            403, "challenge_required", ["seconds": "\(left)"],
            details: [
                .init("challenge", .string(asked.text)), .init("challenge_bits", .number(asked.bits)),
                .init("challenge_wait_seconds", .integer(left)),
            ])
        guard let form, !(incoming.header("accept") ?? "").contains("application/json") else { throw problem }
        return try settings.challengePage(
            ChallengePage(asked, incoming.path, form, seconds: left, words), incoming, id, words)
    }
}

extension Site.Route {
    var isChallenged: Bool {
        switch self {
        case .api(let endpoint): endpoint.isChallenged
        case .page(let page): page.isChallenged
        }
    }
}
