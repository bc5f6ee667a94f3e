import House
import Kernel
import Storage
import Web
import Words

extension Composition {
    /// Pages about the installation itself.
    static func ownPages(_ house: House, _ endpoints: [Endpoint]) -> [PageRoute] {
        let document = OpenAPI.document(endpoints, version: Version.text, server: house.baseURL).bytes
        return [
            .get("/api/openapi.json", access: .anyone) { _ in .json(bytes: document) },
            .get("/health/live", access: .anyone) { _ in .json(["status": "live"]) },
            .get("/health/ready", access: .anyone) { _ in
                do {
                    try await house.store.ping()
                    return .json(["status": "ready"])
                } catch { throw Problem(503, "unavailable", retryAfter: 2) }
            },
            .get("/docs/problems", access: .anyone) { visit in
                try house.page(ProblemListPage(house.words, visit.words), visit)
            },
        ]
    }
}

/// Every problem that the API can answer, by its code.
struct ProblemListPage: Page {
    struct Row: Sendable {
        let code: String
        let sentence: String
    }

    static let template = "problem-list"
    let title: String
    let rows: [Row]

    init(_ book: WordBook, _ words: Wording) {
        title = words("problems.title")
        rows = book.keys.filter { $0.hasPrefix("problem.") }.sorted().map { key in
            Row(code: String(key.dropFirst("problem.".count)), sentence: words.sentence(key) ?? "")
        }
    }

    private init(title: String, rows: [Row]) {
        self.title = title
        self.rows = rows
    }

    static func sample(_ words: Wording) -> ProblemListPage {
        ProblemListPage(
            title: words("problems.title"), rows: [Row(code: "not_found", sentence: words("problem.not_found"))])
    }
}
