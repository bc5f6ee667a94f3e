import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// One person's, or one room's, week as a grid of hours, a column for each day.
struct WeekPage: Page {
    static let template = "week"
    static let query = [
        DayPage.date, Field("resource_id", .formatted(.id(ResourceID.self)), optional: true, sample: nil),
        CalendarPlace.field,
    ]

    let title: String
    let frame: CalendarFrame
    let moveHref: String?
    let whyHref: String
    let gridClass: String
    let hours: [DayPage.Hour]
    let lanes: [DayPage.Lane]
    let hasLanes: Bool
    let nowClass: String?
    let empty: EmptyState?

    static func sample(_ words: Wording) -> WeekPage {
        let day = DayPage.sample(words)
        return WeekPage(
            title: words("calendar.week.title"), frame: .sample(words, choices: [CalendarFrame.sampleChoice]),
            moveHref: day.moveHref, whyHref: day.whyHref,
            gridClass: "days c-1", hours: day.hours, lanes: day.lanes, hasLanes: true, nowClass: day.nowClass,
            empty: day.empty)
    }
}

extension DeskSlice {
    func weekPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> WeekPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        let date = visit.query.date("date") ?? scene.today
        let monday = date.monday
        let place = CalendarPlace(visit.query, book, words)
        let resources = book.calendarResources.filter { $0.isActive && place.has($0) }
        let asked = visit.query.id("resource_id", ResourceID.self)
        let chosen = resources.first { $0.id == asked } ?? resources.first
        let mayMove = member.may(.bookingCreate)
        let blocks = try blocks(book, scene, monday, days: 7, in: db)
        let tracks = chosen.map { week(of: $0, monday, blocks, book, scene) } ?? []
        let grid = CalendarGrid(scene: scene, tracks: tracks, isMovable: mayMove)
        let lanes = grid.lanes
        let day = "\(scene.base)/day"
        let heading = words(
            "calendar.week.of",
            [
                "from": words.formats.date(monday, style: .weekdayDay),
                "to": words.formats.date(monday.adding(days: 6), style: .weekdayDay),
            ])
        let frame = CalendarFrame(
            scene, "week", heading, date: date, previous: monday.adding(days: -7), next: monday.adding(days: 7),
            place: place,
            choices: resources.map {
                .init(choiceValue: $0.id.description, choiceLabel: $0.name, isChosen: $0.id == chosen?.id)
            }, resource: chosen?.id)
        return WeekPage(
            title: words("calendar.week.title"), frame: frame, moveHref: mayMove ? "\(day)/move" : nil,
            whyHref: "\(day)/why?date=\(date)",
            gridClass: "days c-\(lanes.count)", hours: grid.hours, lanes: lanes, hasLanes: !lanes.isEmpty,
            nowClass: grid.nowClass,
            empty: lanes.isEmpty
                ? EmptyState(
                    words("calendar.empty.title"), words("calendar.empty.text"), href: "\(scene.base)/resources/new",
                    action: words("resources.add")) : nil)
    }

    private func week(
        of resource: Resource, _ monday: LocalDate, _ blocks: [CalendarBlock], _ book: Book, _ scene: DeskScene
    ) -> [CalendarGrid.Track] {
        (0..<7).flatMap { number -> [CalendarGrid.Track] in
            let date = monday.adding(days: number)
            let day = scene.span(date, days: 1)
            let own = blocks.filter { block in
                block.resources.contains(resource.id)
                    && (Interval(from: block.from, to: block.to)?.overlaps(day) ?? false)
            }
            let open = scheduling.open(book, on: date)[resource.id] ?? IntervalSet()
            return CalendarGrid.Track.columns(
                scene.words.formats.date(date, style: .weekdayDay), date, resource.id, own, open)
        }
    }
}
