import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web

extension BookingSlice {
    var publicPages: [PageRoute] {
        [
            .get("/", access: .anyone) { visit in try await showHome(visit) },
            .get("/book/{slug}", access: .anyone, shortcut: remembered) { visit in try await showBusiness(visit) },
            .get("/{slug}/book", access: .anyone) { visit in
                .moved("/book/\(Encoding.encoded(visit.parameter("slug")))")
            },
            .get(
                "/book/{slug}/{offering_id}", access: .anyone, query: [Self.date, Self.zone, Self.fragment],
                shortcut: remembered
            ) {
                visit in try await showTimes(visit)
            },
            .get("/book/{slug}/{offering_id}/zone", access: .anyone, query: [Self.date, Self.zone]) { visit in
                try await house.store.read { db in
                    let front = try storefront(visit, in: db)
                    let page = ZonePage(
                        front, try offering(visit, front), date: visit.query.date("date"), names: house.zones.names)
                    return try show(page, front, visit)
                }
            },
            .get("/book/{slug}/{offering_id}/at/{start}", access: .anyone, query: [Self.zone]) { visit in
                try await showForm(visit)
            },
            .post("/book/{slug}/{offering_id}/at/{start}", access: .anyone) { visit in try await bookByForm(visit) },
        ]
    }

    private static let date = Field("date", .formatted(.date), optional: true, sample: "2026-11-23")
    private static let zone = Field("tz", .formatted(.zone), optional: true, sample: "Europe/London")
    private static let fragment = Field("fragment", .choice(["times"]), optional: true, sample: "times")

    private func showBusiness(_ visit: Visit) async throws -> Answer {
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let front = try storefront(visit, in: db)
            guard front.business.isActive else {
                return try house.page(InactivePage(visit.words), visit, chrome(nil, visit), status: 404)
            }
            let answer = try show(BusinessPage(front), front, visit)
            // The page names the zone as it is called now, which may change at any midnight.
            remember(
                answer, visit, front, mark: mark, until: front.book.zone.startOfDay(front.window.first.adding(days: 1)))
            return answer
        }
    }

    private func showTimes(_ visit: Visit) async throws -> Answer {
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let front = try storefront(visit, in: db)
            guard front.business.isActive else { return .see(front.path) }
            let week = try week(front, try offering(visit, front), date: visit.query.date("date"), in: db)
            let page = TimesPage(week, stamp: house.pulse.stamp(mark))
            let answer =
                visit.query.text("fragment") == nil
                ? try show(page, front, visit) : try house.templates.fragment("times", of: page, visit.words)
            remember(answer, visit, front, mark: mark, until: week.until)
            return answer
        }
    }

    private func remember(_ answer: Answer, _ visit: Visit, _ front: Storefront, mark: UInt64, until: Instant) {
        guard let key = Self.key(visit.incoming, house.cookie) else { return }
        pageCache.keep(answer, key, business: front.business.id.rawValue, mark: mark, until: until)
    }

    private func remembered(_ incoming: Incoming, _ parameters: [String: String]) -> Answer? {
        Self.key(incoming, house.cookie).flatMap { pageCache.answer($0, at: house.clock.now()) }
    }

    /// What a stranger's page depends on. Nil for whoever is logged in or has a notice coming: their pages are their own.
    private static func key(_ incoming: Incoming, _ cookie: Cookie) -> String? {
        guard incoming.cookie(cookie.session) == nil, incoming.cookie(Cookie.notice) == nil else { return nil }
        let language = incoming.cookie(Cookie.language) ?? incoming.header("accept-language") ?? ""
        guard language.utf8.count <= 100, incoming.query.utf8.count <= 200 else { return nil }
        return "\(incoming.path)?\(incoming.query) \(language)"
    }
}
