import Kernel
import Web
import Words

/// A list of the platform: users, businesses, bookings or jobs.
struct AdminListPage: Page {
    struct Step: Sendable {
        let stepHref: String
        let stepLabel: String
    }
    struct Row: Sendable {
        let name: String
        let note: String
        let href: String?
        let second: String
        let third: String
        let state: String
        let isGood: Bool
        let steps: [Step]
    }

    static let template = "admin-list"
    let title: String
    let base: String
    let lead: String?
    let filters: FormView
    let isFiltered: Bool
    let first: String
    let second: String
    let third: String
    let fourth: String
    let rows: [Row]
    let hasRows: Bool
    let empty: EmptyState?
    let nextHref: String?

    /// - Parameters:
    ///   - columns: four, by their words.
    ///   - query: what was asked for, to be asked for again on the next page.
    ///   - lead: the list in figures.
    init(
        _ list: AdminList, _ filters: FormView, columns: [String], rows: [Row], next: String?,
        _ query: [String: String], _ words: Wording, lead: String? = nil
    ) {
        let base = "/admin/\(list.rawValue)"
        title = words("admin.\(list.rawValue)")
        self.base = base
        self.lead = lead
        self.filters = filters
        isFiltered = query.contains { $0.key != "cursor" }
        let labels = columns.map { words("admin.column.\($0)") }
        (first, second, third, fourth) = (labels[0], labels[1], labels[2], labels[3])
        self.rows = rows
        hasRows = !rows.isEmpty
        empty = rows.isEmpty ? EmptyState(words("admin.none.title"), words("admin.none.text")) : nil
        nextHref = next.map { Self.address(base, query.merging(["cursor": $0]) { $1 }) }
    }

    static func address(_ base: String, _ values: [String: String]) -> String {
        let query = values.sorted { $0.key < $1.key }.map { "\($0.key)=\(Encoding.encoded($0.value))" }
        return query.isEmpty ? base : "\(base)?\(query.joined(separator: "&"))"
    }

    static func sample(_ words: Wording) -> AdminListPage {
        let row = { (href: String?, isGood: Bool) in
            Row(
                name: "Maria Ortiz", note: "maria", href: href, second: words("admin.role.user"), third: "21 Nov 2026",
                state: words("admin.state.active"), isGood: isGood,
                steps: [
                    Step(stepHref: "/admin/users/usr_1/deactivate", stepLabel: words("admin.user.deactivate"))
                ])
        }
        let filters = FormView(
            [FormField("q", .input(type: "search"))], schema: Schema("Filters", AdminSlice.usersQuery),
            prefix: "admin.filter", values: [:], words: words)
        return AdminListPage(
            .users, filters, columns: ["name", "role", "since", "state"], rows: [row(nil, true), row("/desk", false)],
            next: "usr_1", ["q": "ortiz"], words, lead: words("admin.jobs"))
    }

    static func empty(_ words: Wording) -> AdminListPage {
        AdminListPage(
            .bookings, sample(words).filters, columns: ["client", "business", "when", "state"], rows: [], next: nil,
            [:],
            words)
    }
}
