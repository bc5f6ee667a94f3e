import House
import Identity
import Kernel
import OpenID
import Storage
import Web
import Words

extension FederationSlice {
    var accountPages: [PageRoute] {
        [
            .get("/account/sign-ins", access: .account) { visit in try await show(visit) }
        ] + unlinkPages
    }

    private func show(_ visit: Visit) async throws -> Answer {
        let id = UserID(rawValue: try visit.user().id)
        let (user, linked) = try await house.store.read { db in
            guard let user = try db.user(id) else { throw Problem.signInNeeded }
            return (user, try db.outsideIdentities(of: id))
        }
        let zone = identity.zone(of: user)
        let rows = linked.map { one in
            SignInsPage.Row(
                id: one.id.description, provider: name(one.provider), label: one.label,
                used: visit.words.formats.dateTime(one.usedAt, in: zone))
        }
        let ways = providers.map { SignInsPage.Way(href: "/auth/oauth/\($0.id)?link=yes", name: $0.name, visit.words) }
        let page = SignInsPage(rows, ways, isVerified: user.emailVerifiedAt != nil, visit.words)
        return try house.page(page, visit)
    }
}

/// The ways in that are somebody else's word.
struct SignInsPage: Page {
    struct Row: Sendable {
        let id: String
        let provider: String
        let label: String
        let used: String
    }
    struct Way: Sendable {
        let href: String
        let label: String

        init(href: String, name: String, _ words: Wording) {
            self.href = href
            label = words("federation.ways.add", ["provider": name])
        }
    }

    static let template = "account-sign-ins"
    let title: String
    let rows: [Row]
    let isEmpty: Bool
    let ways: [Way]
    let hasWays: Bool
    let isUnverified: Bool

    init(_ rows: [Row], _ ways: [Way], isVerified: Bool, _ words: Wording) {
        title = words("federation.ways.title")
        self.rows = rows
        isEmpty = rows.isEmpty
        isUnverified = !isVerified
        self.ways = isVerified ? ways : []
        hasWays = !self.ways.isEmpty
    }

    static func sample(_ words: Wording) -> SignInsPage {
        SignInsPage(
            [Row(id: "oid_1", provider: "Google", label: "maria@example.org", used: "Tuesday")],
            [Way(href: "/auth/oauth/google?link=yes", name: "Google", words)], isVerified: true,
            words)
    }

    /// Of somebody who has none yet, and an address that is not proven.
    static func empty(_ words: Wording) -> SignInsPage { SignInsPage([], [], isVerified: false, words) }
}
