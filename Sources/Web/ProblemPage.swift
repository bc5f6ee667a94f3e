import Words

/// A problem as a page: what happened, what to do, and the request's number for whoever is asked for help.
package struct ProblemPage: Page {
    package static let template = "problem"
    package let title: String
    package let lead: String
    package let requestID: String

    package static func answer(
        _ problem: Problem, _ incoming: Incoming, _ id: String, _ words: Wording, _ templates: Templates
    ) -> Answer {
        let kind = problem.status >= 500 ? "fault" : problem.status == 404 ? "missing" : "refused"
        let page = ProblemPage(title: words("problem.page.\(kind)"), lead: problem.sentence(words), requestID: id)
        let visit = Visit(
            id: id, incoming: incoming, parameters: [:], query: Fields(), body: Fields(), visitor: .guest, words: words)
        guard let answer = try? templates.page(page, Chrome(visit), words, status: problem.status) else {
            return problem.answer(words, request: id)
        }
        return problem.retryAfter.map { answer.with("retry-after", "\($0)") } ?? answer
    }

    package static func sample(_ words: Wording) -> ProblemPage {
        ProblemPage(title: words("problem.page.missing"), lead: words("problem.not_found"), requestID: "r-7f3a9c")
    }
}

/// The files that this target embeds, for the roof to collect with the slices'.
package enum WebFiles {
    package static let all = Embedded.files
}
