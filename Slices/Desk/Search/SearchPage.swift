import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Storage
import Web
import Words

/// What was found in everything, by kind.
struct SearchPage: Page {
    struct Hit: Sendable {
        let hitHref: String
        let hitName: String
        let hitNote: String?
    }
    struct Group: Sendable {
        let groupID: String
        let groupTitle: String
        let hits: [Hit]
        let moreHref: String?
    }

    static let template = "search"
    let title: String
    let searchText: String?
    let count: String
    let bookings: [BookingRow]
    let hasBookings: Bool
    let moreBookingsHref: String?
    let groups: [Group]
    let empty: EmptyState?

    static func sample(_ words: Wording) -> SearchPage {
        SearchPage(
            title: words("search.title"), searchText: "doe", count: words("search.count", count: 3),
            bookings: [.sample(words)], hasBookings: true,
            moreBookingsHref: "/desk/swim-school/bookings?q=doe&view=all",
            groups: [
                Group(
                    groupID: "customers", groupTitle: words("search.customers"),
                    hits: [
                        Hit(
                            hitHref: "/desk/swim-school/bookings?q=john%40example.com&view=all", hitName: "John Doe",
                            hitNote: "john@example.com")
                    ], moreHref: "/desk/swim-school/bookings")
            ], empty: EmptyState(words("search.none.title"), words("search.none.text")))
    }
}

extension DeskSlice {
    private static let query = Field("q", .text(1...100), optional: true, sample: "doe")

    var searchPage: PageRoute {
        .get("/desk/{slug}/search", access: .member("booking:view_all"), query: [Self.query]) { visit in
            try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                try found(visit, member, in: db)
            }
        }
    }

    private func found(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> SearchPage {
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        let search = Search(visit.query.text("q") ?? "")
        let found = try search.found(member, in: db)
        let bookings = found.bookings.prefix(Search.most)
        let groups = groups(found, scene)
        let count = bookings.count + groups.reduce(0) { $0 + $1.hits.count }
        return SearchPage(
            title: words("search.title"), searchText: search.text.isEmpty ? nil : search.text,
            count: search.text.isEmpty ? words("search.hint") : words("search.count", count: count),
            bookings: try scene.rows(Array(bookings)), hasBookings: !bookings.isEmpty,
            moreBookingsHref: found.bookings.count > Search.most ? Self.list(scene, search.text) : nil, groups: groups,
            empty: count == 0 && !search.text.isEmpty
                ? EmptyState(words("search.none.title"), words("search.none.text")) : nil)
    }

    private func groups(_ found: Search.Found, _ scene: DeskScene) -> [SearchPage.Group] {
        let mayChange = scene.member.may(.settingsModify)
        return [
            group("customers", found.customers, scene) { customer in
                let reach = [customer.email, customer.phone].compactMap { $0 }
                return .init(
                    // The client's own page, of a later slice, is for those whose reach is the whole business.
                    hitHref: scene.member.isLimited
                        ? Self.list(scene, reach.first ?? customer.name) : "\(scene.base)/customers/\(customer.id)",
                    hitName: customer.name,
                    hitNote: reach.joined(separator: " · "))
            },
            group("offerings", found.offerings, scene) { offering in
                let all = "\(scene.base)/offerings"
                return .init(hitHref: mayChange ? "\(all)/\(offering.id)" : all, hitName: offering.name, hitNote: nil)
            },
            group("resources", found.resources, scene) { resource in
                let all = "\(scene.base)/resources"
                return .init(hitHref: mayChange ? "\(all)/\(resource.id)" : all, hitName: resource.name, hitNote: nil)
            },
        ].compactMap { $0 }
    }

    private func group<T>(_ kind: String, _ all: [T], _ scene: DeskScene, _ hit: (T) -> SearchPage.Hit)
        -> SearchPage.Group?
    {
        guard !all.isEmpty else { return nil }
        let more = all.count > Search.most && kind != "customers" ? "\(scene.base)/\(kind)" : nil
        return SearchPage.Group(
            groupID: kind, groupTitle: scene.words("search.\(kind)"), hits: all.prefix(Search.most).map(hit),
            moreHref: more)
    }

    /// All bookings that the list's own filter finds.
    private static func list(_ scene: DeskScene, _ text: String) -> String {
        "\(scene.base)/bookings?q=\(Encoding.encoded(text))&view=all"
    }
}
