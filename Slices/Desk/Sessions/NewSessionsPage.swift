import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// Adds sessions: the form, and below it what would come of it. Nothing is made before that has been seen.
struct NewSessionsPage: Page {
    struct Tab: Sendable {
        let tabHref: String
        let tabLabel: String
        let isCurrent: Bool
    }
    struct Line: Sendable {
        let lineTime: String
        let lineNote: String?
    }
    struct Kept: Sendable {
        let keptName: String
        let keptValue: String
    }
    struct Preview: Sendable {
        let previewTitle: String
        let made: [Line]
        let hasMade: Bool
        let madeMore: String?
        let leftTitle: String?
        let left: [Line]
        let leftMore: String?
        /// What the form held, to be sent again.
        let kept: [Kept]
        let makeLabel: String
    }

    static let template = "session-new"
    static let query = [
        Field("way", .choice(SessionWay.allCases.map(\.rawValue)), optional: true, sample: "one"),
        Field("offering_id", .formatted(.id(OfferingID.self)), optional: true, sample: nil),
    ]

    let title: String
    let lead: String
    let zoneNote: String
    let back: String
    let action: String
    let way: String
    let tabs: [Tab]
    let form: FormView
    let groups: [ChoiceGroup]
    let hasCourses: Bool
    let empty: EmptyState?
    let preview: Preview?

    static func sample(_ words: Wording) -> NewSessionsPage {
        let base = "/desk/swim-school/sessions"
        let line = Line(lineTime: "Mon 23 Nov, 16:00–17:00", lineNote: words("session.left_out.exists"))
        return NewSessionsPage(
            title: words("sessions.new.title"), lead: words("sessions.way.one.lead"),
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]), back: base, action: "\(base)/new",
            way: "one", tabs: [Tab(tabHref: "\(base)/new", tabLabel: words("sessions.way.one"), isCurrent: true)],
            form: FormView(
                [FormField("max_capacity")], schema: SessionWay.one.schema, prefix: "sessions.field", values: [:],
                problem: .field("max_capacity", "required"), words: words),
            groups: [ChoiceGroup("weekdays", legend: words("sessions.weekdays"), note: "", [])], hasCourses: true,
            empty: EmptyState(
                words("sessions.no_course.title"), words("sessions.no_course.text"), href: base,
                action: words("sessions.no_course.action")),
            preview: Preview(
                previewTitle: words("sessions.preview", count: 3), made: [line], hasMade: true,
                madeMore: words("sessions.preview.more", count: 40),
                leftTitle: words("sessions.preview.left", count: 1), left: [line],
                leftMore: words("sessions.preview.more", count: 2),
                kept: [Kept(keptName: "start_date", keptValue: "2026-11-23")],
                makeLabel: words("sessions.make", count: 3)))
    }
}

extension NewSessionsPage.Preview {
    private static let linesMost = 30

    init(_ opened: OpenedSessions, _ sessions: [Session], _ typed: [String: String], _ scene: DeskScene) {
        let words = scene.words
        func line(_ from: Instant, _ to: Instant, _ note: String?) -> NewSessionsPage.Line {
            let day = words.formats.date(scene.zone.local(from).date, style: .weekdayDay)
            return .init(lineTime: "\(day), \(scene.clock(from, to))", lineNote: note)
        }
        func more(_ count: Int) -> String? {
            count > Self.linesMost ? words("sessions.preview.more", count: count - Self.linesMost) : nil
        }
        previewTitle =
            sessions.isEmpty ? words("sessions.preview.nothing") : words("sessions.preview", count: sessions.count)
        made = sessions.prefix(Self.linesMost).map { line($0.start, $0.end, nil) }
        hasMade = !made.isEmpty
        madeMore = more(sessions.count)
        leftTitle = opened.leftOut.isEmpty ? nil : words("sessions.preview.left", count: opened.leftOut.count)
        left = opened.leftOut.prefix(Self.linesMost).map {
            line($0.time.from, $0.time.to, words("session.left_out.\($0.reason)"))
        }
        leftMore = more(opened.leftOut.count)
        makeLabel = words("sessions.make", count: sessions.count)
        kept = typed.filter { !["form_token", "step"].contains($0.key) }.sorted { $0.key < $1.key }.flatMap {
            name, value in
            ["weekdays", "resource_ids"].contains(name)
                ? value.split(separator: "\n").map { .init(keptName: name, keptValue: String($0)) }
                : [.init(keptName: name, keptValue: value)]
        }
    }
}

extension DeskSlice {
    func newSessionsPage(
        _ visit: Visit, _ member: Membership, _ way: SessionWay, typed: [String: String]? = nil,
        _ problem: Problem? = nil, _ preview: NewSessionsPage.Preview? = nil, in db: Snapshot
    ) throws -> NewSessionsPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        let form = SessionForm(way: way, book: book, words: words)
        let values = typed ?? form.fresh(today: scene.today, visit.query)
        let base = "\(scene.base)/sessions"
        let only = values["offering_id"].flatMap { $0.isEmpty ? nil : "&offering_id=\($0)" } ?? ""
        return NewSessionsPage(
            title: words("sessions.new.title"), lead: words("sessions.way.\(way.rawValue).lead"),
            zoneNote: scene.zoneNote, back: base, action: "\(base)/new", way: way.rawValue,
            tabs: SessionWay.allCases.map {
                .init(
                    tabHref: "\(base)/new?way=\($0.rawValue)\(only)", tabLabel: words("sessions.way.\($0.rawValue)"),
                    isCurrent: $0 == way)
            }, form: form.view(values, problem), groups: form.groups(values), hasCourses: !form.courses.isEmpty,
            empty: form.courses.isEmpty
                ? EmptyState(
                    words("sessions.no_course.title"), words("sessions.no_course.text"),
                    href: "\(scene.base)/offerings/new?kind=course", action: words("sessions.no_course.action")) : nil,
            preview: preview)
    }

    /// Shows what would come of the form; with `step` make, makes it.
    func addSessions(_ visit: Visit) async throws -> Answer {
        let way = visit.body.text("way").flatMap(SessionWay.init) ?? .one
        let isPreview = visit.body.text("step") != "make"
        let typed = visit.body.texts
        return try await catalogue.deskForm(visit, .scheduleModify) { member, db in
            guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
            let table = try SessionForm(way: way, book: book, words: visit.words).timetable(typed, scheduling)
            let (opened, sessions) = try scheduling.tryOut(
                table, book, isPreview: isPreview, by: Origin(visit), in: db)
            guard isPreview || sessions.isEmpty else {
                let date = sessions.first.map { book.zone.local($0.start).date.description } ?? ""
                return Answer.see("/desk/\(member.business.slug)/sessions?date=\(date)").noticing(
                    "bookings.notice.sessions_made")
            }
            let preview = NewSessionsPage.Preview(opened, sessions, typed, scene(visit, member, in: db))
            let page = try newSessionsPage(visit, member, way, typed: typed, nil, preview, in: db)
            return try house.page(page, visit, catalogue.desk(visit, member, in: db))
        } refused: { problem, member, db in
            try newSessionsPage(visit, member, way, typed: typed, problem, in: db)
        }
    }
}
