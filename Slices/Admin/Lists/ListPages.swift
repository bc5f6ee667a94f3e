import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping
import Web
import Words

/// The lists of the platform.
enum AdminList: String, CaseIterable, Sendable {
    case users, businesses, bookings, jobs, events

    var icon: String {
        switch self {
        case .users: "people"
        case .businesses: "house"
        case .bookings: "bookings"
        case .jobs: "hours"
        case .events: "chart"
        }
    }
}

extension AdminSlice {
    var listPages: [PageRoute] {
        let cursor = [Schema.paging[0]]
        return [
            .get("/admin", access: .admin) { _ in .see("/admin/users") },
            .get("/admin/users", access: .admin, query: Self.usersQuery + cursor) { visit in
                let (found, words) = (try await users(visit), visit.words)
                return try show(
                    AdminListPage(
                        .users, Self.userFilters(visit), columns: ["name", "role", "since", "state"],
                        rows: found.items.map { Self.row($0, words) }, next: found.next, visit.query.texts, words),
                    .users, visit)
            },
            .get("/admin/businesses", access: .admin, query: Self.businessesQuery + cursor) { visit in
                let (found, words) = (try await businesses(visit), visit.words)
                return try show(
                    AdminListPage(
                        .businesses, Self.businessFilters(visit), columns: ["name", "contact", "since", "state"],
                        rows: found.items.map { Self.row($0, words) }, next: found.next, visit.query.texts, words),
                    .businesses, visit)
            },
            .get("/admin/bookings", access: .admin, query: Self.bookingsQuery + cursor) { visit in
                let (found, words) = (try await platformBookings(visit), visit.words)
                return try show(
                    AdminListPage(
                        .bookings, Self.bookingFilters(visit), columns: ["client", "business", "when", "state"],
                        rows: found.items.map { row($0, words) }, next: found.next, visit.query.texts, words),
                    .bookings, visit)
            },
        ]
    }

    /// A page of the platform, with its own places around it.
    func show(_ page: some Page, _ list: AdminList, _ visit: Visit, status: Int = 200) throws -> Answer {
        var chrome = Chrome(visit)
        chrome.isDemo = house.rules.isDemo
        chrome.businessName = visit.words("admin.title")
        chrome.businesses = [
            Chrome.BusinessLink(href: "/desk", name: visit.words("admin.desk"), isCurrent: false)
        ]
        chrome.nav = AdminList.allCases.map { place in
            Chrome.Link(
                href: "/admin/\(place.rawValue)", label: visit.words("admin.\(place.rawValue)"), icon: place.icon,
                isCurrent: place == list)
        }
        return try house.page(page, visit, chrome, status: status)
    }

    private static func row(_ user: User, _ words: Wording) -> AdminListPage.Row {
        AdminListPage.Row(
            name: user.name, note: "\(user.username) · \(user.email)", href: nil,
            second: words("admin.role.\(user.role.rawValue)"),
            third: words.formats.date(Zone.utc.local(user.createdAt).date, style: .medium),
            state: words(user.isActive ? "admin.state.active" : "admin.state.off"), isGood: user.isActive,
            steps: UserStep.all(for: user).map { step in
                .init(
                    stepHref: "/admin/users/\(user.id)/\(step.rawValue)",
                    stepLabel: words("admin.user.\(step.rawValue)"))
            })
    }

    private static func row(_ business: Business, _ words: Wording) -> AdminListPage.Row {
        let verified = words(business.isVerified ? "admin.state.verified" : "admin.state.unverified")
        let active = words(business.isActive ? "admin.state.active" : "admin.state.off")
        return AdminListPage.Row(
            name: business.name, note: "/book/\(business.slug)", href: "/desk/\(business.slug)",
            second: business.email ?? business.phone ?? "",
            third: words.formats.date(Zone.utc.local(business.createdAt).date, style: .medium),
            state: "\(active), \(verified)", isGood: business.isActive,
            steps: BusinessStep.all(for: business).map { step in
                .init(
                    stepHref: "/admin/businesses/\(business.id)/\(step.rawValue)",
                    stepLabel: words("admin.business.\(step.rawValue)"))
            })
    }

    private func row(_ booking: ListedBooking, _ words: Wording) -> AdminListPage.Row {
        let zone = house.zones.zone(booking.zone) ?? .utc
        return AdminListPage.Row(
            name: booking.client ?? words("admin.no_client"), note: booking.reference,
            href: "/desk/\(booking.slug)/bookings/\(booking.id)",
            second: "\(booking.businessName), \(booking.offering)",
            third: words.formats.dateTime(booking.start, in: zone),
            state: words("web.status.\(booking.status.rawValue)"), isGood: false, steps: [])
    }

    private static func userFilters(_ visit: Visit) -> FormView {
        filters(
            [
                ("role", PlatformRole.allCases.map { ($0.rawValue, visit.words("admin.role.\($0.rawValue)")) }),
                ("active", yesNo(visit)),
            ], usersQuery, visit)
    }

    private static func businessFilters(_ visit: Visit) -> FormView {
        filters([("verified", yesNo(visit)), ("active", yesNo(visit))], businessesQuery, visit)
    }

    private static func bookingFilters(_ visit: Visit) -> FormView {
        let states = BookingStatus.allCases.filter { $0 != .held }
        return filters(
            [("status", states.map { ($0.rawValue, visit.words("web.status.\($0.rawValue)")) })], bookingsQuery, visit)
    }

    private static func yesNo(_ visit: Visit) -> [(value: String, label: String)] {
        [("true", visit.words("admin.yes")), ("false", visit.words("admin.no"))]
    }

    /// - Parameter search: the field of `query` that is typed.
    static func filters(
        _ choices: [(name: String, options: [(value: String, label: String)])], _ query: [Field], _ visit: Visit,
        search: String = "q"
    ) -> FormView {
        let any = (value: "", label: visit.words("admin.any"))
        let values = visit.incoming.query.isEmpty ? [:] : (Encoding.pairs(visit.incoming.query) ?? [:])
        return FormView(
            [FormField(search, .input(type: "search"))]
                + choices.map { FormField($0.name, .select([any] + $0.options)) },
            schema: Schema("Filters", query), prefix: "admin.filter", values: values, words: visit.words)
    }
}
