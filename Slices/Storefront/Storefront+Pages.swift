import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

extension StorefrontSlice {
    var publicPages: [PageRoute] {
        [
            .get("/", access: .anyone) { visit in try await showHome(visit) },
            .get("/book/{slug}", access: .anyone, shortcut: remembered) { visit in try await showBusiness(visit) },
            .get("/{slug}/book", access: .anyone) { visit in
                .moved("/book/\(Encoding.encoded(visit.parameter("slug")))")
            },
            .get(
                "/book/{slug}/{offering_id}", access: .anyone,
                query: [Self.date, Self.zone, Self.fragment] + Choice.fields,
                shortcut: remembered
            ) { visit in try await showTimes(visit) { try stall($0, in: $1) } },
            .get("/book/{slug}/{offering_id}/zone", access: .anyone, query: [Self.date, Self.zone] + Choice.fields) {
                visit in
                try await house.store.read { db in
                    let (front, offering) = try stall(visit, in: db)
                    let page = ZonePage(
                        front, offering, date: visit.query.date("date"), names: house.zones.names)
                    return try show(page, front, visit)
                }
            },
            .get(
                "/book/{slug}/{offering_id}/at/{start}", access: .anyone,
                query: [Self.zone, Self.hold, Choice.sessionField] + Choice.fields
            ) { visit in
                try await showForm(visit)
            },
            .post("/book/{slug}/{offering_id}/at/{start}", access: .anyone, challenged: true) { visit in
                try await bookByForm(visit)
            },
        ]
    }

    static let date = Field("date", .formatted(.date), optional: true, sample: "2026-11-23")
    static let zone = Field("tz", .formatted(.zone), optional: true, sample: "Europe/London")
    /// Put there by the script, so that a page loaded again finds its own hold.
    static let hold = Field("hold", .text(1...100), optional: true, sample: nil)
    static let fragment = Field("fragment", .choice(["times"]), optional: true, sample: "times")

    private func showBusiness(_ visit: Visit) async throws -> Answer {
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let front = try storefront(visit, in: db)
            guard front.business.isActive else {
                return try house.page(InactivePage(visit.words), visit, chrome(nil, visit), status: 404)
            }
            let (next, until) = try nextSessions(front, in: db)
            let answer = try show(BusinessPage(front, next: next), front, visit)
            // The page names the zone as it is called now, which may change at any midnight.
            let midnight = front.book.zone.startOfDay(front.window.first.adding(days: 1))
            remember(answer, visit, front, mark: mark, until: min(midnight, until ?? midnight))
            return answer
        }
    }

    /// The next free session of each course, and until when time alone leaves it so.
    private func nextSessions(_ front: Front, in db: Snapshot) throws -> ([OfferingID: Instant], Instant?) {
        var next: [OfferingID: Instant] = [:]
        var until: Instant?
        let (first, last) = front.window
        let through = min(last, first.adding(days: SchedulingSlice.daysMost - 1))
        for offering in front.book.shown where offering.kind == .course && first <= through {
            let free = try scheduling.freeTimes(
                front.book, offering, Wish(offering), from: first, through: through, in: front.zone, db)
            next[offering.id] = free.slots.first?.start
            until = min(until ?? free.until, free.until)
        }
        return (next, until)
    }

    /// - Parameter stall: what the address names; without an offering there is no visit, and it is asked for again.
    func showTimes(
        _ visit: Visit, of stall: @escaping @Sendable (Visit, Snapshot) throws -> (front: Front, offering: Offering?)
    ) async throws -> Answer {
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let open = try storefront(visit, in: db)
            guard open.business.isActive else { return .see(open.path) }
            let (front, found) = try stall(visit, db)
            guard let offering = found else {
                return try show(VisitPage(open, chosen: ChosenVisit.ids(visit), isWrong: true), open, visit)
            }
            let week = try week(front, offering, date: visit.query.date("date"), in: db)
            let page = TimesPage(week, stamp: house.pulse.stamp(mark))
            let answer =
                visit.query.text("fragment") == nil
                ? try show(page, front, visit) : try house.templates.fragment("times", of: page, visit.words)
            remember(answer, visit, front, mark: mark, until: week.until)
            return answer
        }
    }

    private func remember(_ answer: Answer, _ visit: Visit, _ front: Front, mark: UInt64, until: Instant) {
        guard let key = key(visit.incoming) else { return }
        pageCache.keep(answer, key, business: front.business.id.rawValue, mark: mark, until: until)
    }

    func remembered(_ incoming: Incoming, _ parameters: [String: String]) -> Answer? {
        key(incoming).flatMap { pageCache.answer($0, at: house.clock.now()) }
    }

    /// What a stranger's page depends on. Nil for whoever is logged in or has a notice coming: their pages are their own.
    private func key(_ incoming: Incoming) -> String? {
        guard incoming.cookie(house.cookie.session) == nil, incoming.cookie(Cookie.notice) == nil else { return nil }
        let language = house.words.language(for: incoming).code
        guard incoming.query.utf8.count <= 200 else { return nil }
        return "\(incoming.path)?\(incoming.query) \(language)"
    }
}
