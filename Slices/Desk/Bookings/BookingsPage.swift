import Bookings
import Catalogue
import Identity
import Kernel
import Storage
import Web
import Words

/// Which part of the book a list shows at first.
enum BookingsView: String, CaseIterable {
    /// From today on, the next first.
    case upcoming
    /// Before now, the latest first.
    case past
    case all
}

/// The list of bookings, with filters and pages (D2).
struct BookingsPage: Page {
    struct Tab: Sendable {
        let tabHref: String
        let tabLabel: String
        let isCurrent: Bool
    }

    static let template = "bookings"
    let title: String
    let base: String
    let view: String
    let zoneNote: String
    let newHref: String?
    let tabs: [Tab]
    let filters: FormView
    let isFiltered: Bool
    let rows: [BookingRow]
    let hasRows: Bool
    let empty: EmptyState?
    let nextHref: String?

    static let query =
        BookingFilter.query + Schema.paging + [
            Field("view", .choice(BookingsView.allCases.map(\.rawValue)), optional: true, sample: "upcoming")
        ]

    static func sample(_ words: Wording) -> BookingsPage {
        let base = "/desk/swim-school/bookings"
        return BookingsPage(
            title: words("bookings.title"), base: base, view: "upcoming",
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]), newHref: "\(base)/new",
            tabs: [Tab(tabHref: base, tabLabel: words("bookings.view.upcoming"), isCurrent: true)],
            filters: BookingFilters(offerings: [], words: words).form(["q": "doe"]), isFiltered: true,
            rows: [.sample(words)], hasRows: true,
            empty: EmptyState(
                words("bookings.empty.title"), words("bookings.empty.text"), href: base, action: words("bookings.new")),
            nextHref: "\(base)?cursor=1_1")
    }
}

/// The form above the list.
struct BookingFilters {
    let offerings: [Offering]
    var locations: [Location] = []
    let words: Wording

    func form(_ values: [String: String]) -> FormView {
        let any = (value: "", label: words("bookings.filter.any"))
        let statuses = BookingStatus.allCases.filter { $0 != .held && $0 != .pendingPayment }
        let fields = [
            FormField("q", .input(type: "search")),
            FormField(
                "status", .select([any] + statuses.map { ($0.rawValue, words("web.status.\($0.rawValue)")) })),
            FormField("offering_id", .select([any] + offerings.map { ($0.id.description, $0.name) })),
        ]
        let places =
            locations.isEmpty
            ? [] : [FormField("location_id", .select([any] + locations.map { ($0.id.description, $0.name) }))]
        let dates = [
            FormField("from", .input(type: "date")), FormField("to", .input(type: "date")),
        ]
        return FormView(
            fields + places + dates, schema: Schema("Filters", BookingFilter.query), prefix: "bookings.filter",
            values: values,
            words: words)
    }
}

extension DeskSlice {
    func bookingsPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> BookingsPage {
        let scene = scene(visit, member, in: db)
        let words = visit.words
        let view = visit.query.text("view").flatMap(BookingsView.init) ?? .upcoming
        let chosen = visit.query.texts.filter {
            ["q", "status", "offering_id", "location_id", "from", "to"].contains($0.key)
        }
        let page = try db.bookings(
            Self.filter(visit.query, view, scene), after: visit.query.text("cursor"),
            limit: visit.limit)
        let base = "\(scene.base)/bookings"
        let newHref = member.may(.bookingCreate) ? "\(base)/new" : nil
        return BookingsPage(
            title: words("bookings.title"), base: base, view: view.rawValue, zoneNote: scene.zoneNote, newHref: newHref,
            tabs: BookingsView.allCases.map {
                .init(
                    tabHref: Self.href(base, chosen.merging(["view": $0.rawValue]) { $1 }),
                    tabLabel: words("bookings.view.\($0.rawValue)"), isCurrent: $0 == view)
            },
            filters: BookingFilters(
                offerings: try db.offerings(member.business), locations: try db.locations(member.business.id),
                words: words
            ).form(chosen),
            isFiltered: !chosen.isEmpty, rows: try scene.rows(page.bookings), hasRows: !page.bookings.isEmpty,
            empty: page.bookings.isEmpty ? Self.empty(isFiltered: !chosen.isEmpty, base, newHref, words) : nil,
            nextHref: page.next.map { Self.href(base, chosen.merging(["view": view.rawValue, "cursor": $0]) { $1 }) })
    }

    private static func filter(_ query: Fields, _ view: BookingsView, _ scene: DeskScene) -> BookingFilter {
        var filter = BookingFilter(query, scene.zone, scene.member)
        switch view {
        case .upcoming:
            filter.from = filter.from ?? scene.zone.startOfDay(scene.today)
            filter.isNewestFirst = false
        case .past: filter.to = min(filter.to ?? scene.now, scene.now)
        case .all: break
        }
        return filter
    }

    private static func empty(isFiltered: Bool, _ base: String, _ newHref: String?, _ words: Wording) -> EmptyState {
        isFiltered
            ? EmptyState(
                words("bookings.none.title"), words("bookings.none.text"), href: base,
                action: words("bookings.filter.clear"))
            : EmptyState(
                words("bookings.empty.title"), words("bookings.empty.text"), href: newHref,
                action: words("bookings.new"))
    }

    private static func href(_ base: String, _ values: [String: String]) -> String {
        let query = values.sorted { $0.key < $1.key }.map { "\($0.key)=\(Encoding.encoded($0.value))" }
        return query.isEmpty ? base : "\(base)?\(query.joined(separator: "&"))"
    }
}
