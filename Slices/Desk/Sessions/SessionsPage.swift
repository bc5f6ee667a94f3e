import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// The sessions of courses, a week at a time.
struct SessionsPage: Page {
    struct Row: Sendable {
        let href: String
        let time: String
        let instant: String
        let course: String
        let people: String?
        let seats: SeatsLine
        let isCancelled: Bool
        let isClosed: Bool
        let waits: Bool
    }
    struct Day: Sendable {
        let dayTitle: String
        let rows: [Row]
    }

    static let template = "sessions"
    static let query = [
        Field("date", .formatted(.date), optional: true, sample: "2026-11-23"),
        Field("offering_id", .formatted(.id(OfferingID.self)), optional: true, sample: nil),
    ]

    let title: String
    let zoneNote: String
    let base: String
    let newHref: String?
    /// False before there is a course at all.
    let hasCourses: Bool
    let dateValue: String
    let weekLabel: String
    let earlierHref: String
    let laterHref: String
    let nowHref: String
    let filters: FormView
    let days: [Day]
    let empty: EmptyState?

    static func sample(_ words: Wording) -> SessionsPage {
        let base = "/desk/swim-school/sessions"
        let row = Row(
            href: "\(base)/ses_1", time: "16:00–17:00", instant: "2026-11-23T15:00:00Z", course: "Crawl class",
            people: "Ana", seats: SeatsLine(taken: 3, of: 8, words), isCancelled: true, isClosed: true, waits: true)
        return SessionsPage(
            title: words("sessions.title"), zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            base: base, newHref: "\(base)/new", hasCourses: true, dateValue: "2026-11-23",
            weekLabel: words("sessions.week", ["from": "23 Nov", "to": "29 Nov"]),
            earlierHref: "\(base)?date=2026-11-16", laterHref: "\(base)?date=2026-11-30", nowHref: base,
            filters: form([], [:], words), days: [Day(dayTitle: "Monday, 23 November 2026", rows: [row])],
            empty: EmptyState(
                words("sessions.none.title"), words("sessions.none.text"), href: base, action: words("sessions.add")))
    }

    static func form(_ courses: [Offering], _ values: [String: String], _ words: Wording) -> FormView {
        let all = (value: "", label: words("sessions.filter.any"))
        return FormView(
            [FormField("offering_id", .select([all] + courses.map { ($0.id.description, $0.name) }))],
            schema: Schema("SessionFilter", query), prefix: "sessions.filter", values: values, words: words)
    }
}

/// How many places of a session are taken: a bar and its words.
struct SeatsLine: Sendable {
    let taken: String
    let most: String
    let seatsText: String
    let seatsLabel: String
    let isFull: Bool

    init(taken: Int, of most: Int, _ words: Wording) {
        self.taken = "\(min(taken, most))"
        self.most = "\(most)"
        let numbers = ["taken": words.formats.number(taken), "most": words.formats.number(most)]
        seatsText = words("sessions.seats", numbers)
        seatsLabel = words("sessions.seats.label", numbers)
        isFull = taken >= most
    }
}

extension DeskSlice {
    func sessionsPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> SessionsPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        let courses = book.offerings.filter { $0.kind == .course }
        let date = visit.query.date("date") ?? scene.today
        let monday = date.adding(days: 1 - date.weekday.rawValue)
        let only = visit.query.id("offering_id", OfferingID.self)
        let week = SessionWeek(scene: scene, book: book, monday: monday, only: only)
        let days = try week.days()
        let base = "\(scene.base)/sessions"
        let newHref = member.may(.scheduleModify) && !courses.isEmpty ? week.newHref : nil
        return SessionsPage(
            title: words("sessions.title"), zoneNote: scene.zoneNote, base: base, newHref: newHref,
            hasCourses: !courses.isEmpty, dateValue: monday.description,
            weekLabel: words(
                "sessions.week",
                [
                    "from": words.formats.date(monday, style: .dayMonth),
                    "to": words.formats.date(monday.adding(days: 6), style: .medium),
                ]),
            earlierHref: week.href(monday.adding(days: -7)), laterHref: week.href(monday.adding(days: 7)),
            nowHref: week.href(scene.today),
            filters: SessionsPage.form(courses, visit.query.texts, words), days: days,
            empty: days.isEmpty ? try emptyWeek(week, hasCourses: !courses.isEmpty, newHref) : nil)
    }

    private func emptyWeek(_ week: SessionWeek, hasCourses: Bool, _ newHref: String?) throws -> EmptyState {
        let (scene, words) = (week.scene, week.scene.words)
        guard hasCourses else {
            let mayAdd = scene.member.may(.settingsModify)
            return EmptyState(
                words("sessions.no_course.title"), words("sessions.no_course.text"),
                href: mayAdd ? "\(scene.base)/offerings/new?kind=course" : nil,
                action: words("sessions.no_course.action"))
        }
        if let next = try week.next() {
            let day = scene.zone.local(next.start).date
            return EmptyState(
                words("sessions.none.title"),
                words("sessions.none.next", ["day": words.formats.date(day, style: .full)]), href: week.href(day),
                action: words("sessions.none.go"))
        }
        return EmptyState(
            words("sessions.none.title"), words("sessions.none.text"), href: newHref, action: words("sessions.add"))
    }
}

/// Seven days of sessions.
struct SessionWeek {
    let scene: DeskScene
    let book: Book
    let monday: LocalDate
    let only: OfferingID?

    private var base: String { "\(scene.base)/sessions" }
    private var filter: String { only.map { "&offering_id=\($0)" } ?? "" }
    var newHref: String { "\(base)/new" + (only.map { "?offering_id=\($0)" } ?? "") }

    func href(_ date: LocalDate) -> String { "\(base)?date=\(date)\(filter)" }

    /// The first session after this week.
    func next() throws -> Session? {
        try scene.db.sessions(
            book.business.id, in: scene.span(monday.adding(days: 7), days: 366), of: only, limit: 1
        ).first
    }

    /// Days that have a session.
    func days() throws -> [SessionsPage.Day] {
        let sessions = try scene.db.sessions(
            book.business.id, in: scene.span(monday, days: 7), of: only, withCancelled: true)
        let taken = try scene.db.resources(book.business.id, ofSessions: sessions.map(\.id))
        let byDate = Dictionary(grouping: sessions) { scene.zone.local($0.start).date }
        return byDate.keys.sorted().map { date in
            SessionsPage.Day(
                dayTitle: scene.words.formats.date(date, style: .full).asTitle,
                rows: (byDate[date] ?? []).map { row($0, taken[$0.id] ?? []) })
        }
    }

    private func row(_ session: Session, _ taken: [ResourceID]) -> SessionsPage.Row {
        let location = book.locations.count > 1 ? book.location(session.location)?.name : nil
        let names = taken.compactMap { book.resources[$0]?.name }.sorted() + [location].compactMap { $0 }
        return SessionsPage.Row(
            href: "\(base)/\(session.id)", time: scene.clock(session.start, session.end),
            instant: session.start.rfc3339, course: book.offering(session.offering)?.name ?? "–",
            people: names.isEmpty ? nil : names.joined(separator: ", "),
            seats: SeatsLine(taken: session.seats.claimed, of: session.seats.capacity, scene.words),
            isCancelled: session.cancelledAt != nil, isClosed: session.cancelledAt == nil && !session.isBookable,
            waits: session.hasWaitingList)
    }
}

extension DeskScene {
    /// "09:00–10:00" on the business's clock.
    func clock(_ from: Instant, _ to: Instant) -> String {
        [from, to].map { words.formats.time($0, in: zone) }.joined(separator: "–")
    }
}
