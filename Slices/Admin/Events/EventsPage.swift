import Catalogue
import House
import Identity
import Kernel
import Members
import Storage
import Timekeeping
import Web
import Words

extension AdminSlice {
    var eventPages: [PageRoute] {
        let query = EventFilter.query + [Schema.paging[0]]
        return [
            .get("/desk/{slug}/events", access: .member("settings:modify"), query: query) { visit in
                let business = try await house.store.read { db in
                    try db.membership(visit.visitor, slug: visit.parameter("slug"), .settingsModify).business
                }
                let found = try await events(
                    business.id.rawValue, zone(business), visit, limit: Batch<ToldEvent>.usual)
                return try await catalogue.deskPage(visit, .settingsModify) { member, db in
                    EventsPage(
                        base: "/desk/\(member.business.slug)/events", found, zone(member.business),
                        actors: try db.members(member.business.id).map { ($0.user.description, $0.name) },
                        families: EventsPage.ofBusiness, visit.query.texts, at: db.now, visit.words)
                }
            },
            .get("/admin/events", access: .admin, query: query) { visit in
                let found = try await events(0, .utc, visit, limit: Batch<ToldEvent>.usual)
                let page = EventsPage(
                    base: "/admin/events", found, .utc, actors: [], families: EventsPage.ofPlatform,
                    visit.query.texts, at: house.clock.now(), visit.words)
                return try show(page, .events, visit)
            },
        ]
    }
}

/// The record of what happened.
struct EventsPage: Page {
    struct Row: Sendable {
        let at: String
        let instant: String
        let who: String
        let what: String
        let subject: String
        let place: String
        let raw: String
    }

    static let ofBusiness = [
        "booking", "member", "business", "settings", "offering", "resource", "location", "image", "schedule",
        "sessions", "session", "customer",
        "admin",
    ]
    static let ofPlatform = ["user", "admin", "job", "keys"]

    static let template = "events"
    let title: String
    let base: String
    let zoneNote: String
    let filters: FormView
    let isFiltered: Bool
    let rows: [Row]
    let hasRows: Bool
    let empty: EmptyState?
    let nextHref: String?

    init(
        base: String, _ found: Batch<ToldEvent>, _ zone: Zone, actors: [(value: String, label: String)],
        families: [String], _ query: [String: String], at now: Instant, _ words: Wording
    ) {
        let rows = found.items.map { event in
            let logged = event.logged
            return Row(
                at: Self.shown(logged.at, zone, words), instant: logged.at.rfc3339,
                who: logged.actorName
                    ?? (UserID(logged.actor) == nil ? words("event.by.\(logged.actor)") : logged.actor),
                what: event.sentence, subject: logged.subject,
                place: [logged.address, Device.name(logged.agent)].filter { !$0.isEmpty }.joined(separator: ", "),
                raw: logged.details.text)
        }
        self.init(
            base: base, rows: rows, zoneNote: words.formats.zoneName(zone, at: now),
            filters: Self.form(actors, families, query, words), next: found.next, query, words)
    }

    private init(
        base: String, rows: [Row], zoneNote: String, filters: FormView, next: String?, _ query: [String: String],
        _ words: Wording
    ) {
        title = words("events.title")
        self.base = base
        self.zoneNote = words("events.zone_note", ["zone": zoneNote])
        self.filters = filters
        isFiltered = query.contains { $0.key != "cursor" }
        self.rows = rows
        hasRows = !rows.isEmpty
        empty = rows.isEmpty ? EmptyState(words("events.none.title"), words("events.none.text")) : nil
        nextHref = next.map { AdminListPage.address(base, query.merging(["cursor": $0]) { $1 }) }
    }

    /// Without the zone: the page names it once.
    private static func shown(_ instant: Instant, _ zone: Zone, _ words: Wording) -> String {
        let day = words.formats.date(zone.local(instant).date, style: .medium)
        return "\(day), \(words.formats.time(instant, in: zone))"
    }

    private static func form(
        _ actors: [(value: String, label: String)], _ families: [String], _ query: [String: String], _ words: Wording
    ) -> FormView {
        let any = (value: "", label: words("admin.any"))
        let others = ["customer", "guest", "system"].map { (value: $0, label: words("event.by.\($0)")) }
        let who: FormField =
            actors.isEmpty
            ? FormField("actor") : FormField("actor", .select([any] + actors + others))
        return FormView(
            [
                FormField("action", .select([any] + families.map { ($0, words("event.family.\($0)")) })), who,
                FormField("subject"), FormField("from", .input(type: "date")), FormField("to", .input(type: "date")),
            ], schema: Schema("Filters", EventFilter.query), prefix: "events.filter", values: query, words: words)
    }

    static func sample(_ words: Wording) -> EventsPage {
        let row = Row(
            at: "Monday, 09:00", instant: "2026-11-23T08:00:00Z", who: "Maria Ortiz",
            what: words("event.booking.confirmed"), subject: "bkg_1", place: "192.0.2.7, Firefox", raw: "{}")
        return EventsPage(
            base: "/desk/swim-school/events", rows: [row], zoneNote: "Madrid",
            filters: form([("usr_1", "Maria Ortiz")], ofBusiness, [:], words), next: "evt_1", ["action": "booking"],
            words)
    }

    static func empty(_ words: Wording) -> EventsPage {
        EventsPage(
            base: "/admin/events", rows: [], zoneNote: "UTC", filters: form([], ofPlatform, [:], words), next: nil, [:],
            words)
    }
}
