import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// One day as a grid of hours, a column for each person and room. Its source order is a list by column and time, which is what a phone
/// and a screen reader get.
struct DayPage: Page {
    struct Hour: Sendable {
        let hourClass: String
        let hourText: String
    }
    struct Slab: Sendable {
        let slabClass: String
        let slabTime: String
        let slabText: String
        let slabHref: String?
        let slabNote: String?
        /// Its id, where it can be moved.
        let slabBooking: String?
        /// Minutes after midnight.
        let slabFrom: String
        let slabMinutes: String
    }
    struct Lane: Sendable {
        let laneClass: String
        let laneName: String
        let laneDate: String
        let laneResource: String?
        /// The hour at the top.
        let firstHour: String
        let slabs: [Slab]
        let isFree: Bool
    }

    static let template = "day"
    static let date = Field("date", .formatted(.date), optional: true, sample: "2026-11-23")

    let title: String
    let frame: CalendarFrame
    /// Where a moved booking is sent; nil for who may not.
    let moveHref: String?
    let whyHref: String
    let gridClass: String
    let hours: [Hour]
    let lanes: [Lane]
    let hasLanes: Bool
    /// Where now is, on the day that is today.
    let nowClass: String?
    /// How many columns did not fit.
    let moreNote: String?
    let empty: EmptyState?

    static func sample(_ words: Wording) -> DayPage {
        let base = "/desk/swim-school/day"
        let slab = Slab(
            slabClass: "slab h-0 q-0 lh-1 lq-0", slabTime: "09:00–10:00", slabText: "John Doe",
            slabHref: "/desk/swim-school/bookings/bkg_1", slabNote: "Private lesson",
            slabBooking: "bkg_1", slabFrom: "540", slabMinutes: "60")
        return DayPage(
            title: words("day.title"), frame: .sample(words), moveHref: "\(base)/move",
            whyHref: "\(base)/why",
            gridClass: "c-1",
            hours: [Hour(hourClass: "h-0", hourText: "09:00")],
            lanes: [
                Lane(
                    laneClass: "c-1", laneName: "Ana", laneDate: "2026-11-23", laneResource: "res_1", firstHour: "9",
                    slabs: [slab], isFree: true)
            ], hasLanes: true,
            nowClass: "h-1 q-0",
            moreNote: words("day.more", count: 3),
            empty: EmptyState(
                words("day.empty.title"), words("day.empty.text"), href: base, action: words("bookings.new")))
    }
}

extension DeskSlice {
    func dayPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> DayPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let scene = scene(visit, member, in: db)
        let date = visit.query.date("date") ?? scene.today
        let place = CalendarPlace(visit.query, book, visit.words)
        let tracks = tracks(book, scene, date, place, try blocks(book, scene, date, days: 1, in: db))
        let grid = CalendarGrid(scene: scene, tracks: tracks, isMovable: member.may(.bookingCreate))
        let (words, base) = (visit.words, "\(scene.base)/day")
        let frame = CalendarFrame(
            scene, "day", words.formats.date(date, style: .full).asTitle, date: date,
            previous: date.adding(days: -1), next: date.adding(days: 1), place: place)
        let lanes = grid.lanes
        return DayPage(
            title: words("day.title"), frame: frame,
            moveHref: member.may(.bookingCreate) ? "\(base)/move" : nil, whyHref: "\(base)/why?date=\(date)",
            gridClass: "c-\(lanes.count)",
            hours: grid.hours, lanes: lanes, hasLanes: !lanes.isEmpty, nowClass: grid.nowClass,
            moreNote: grid.left > 0 ? words("day.more", count: grid.left) : nil,
            empty: lanes.isEmpty
                ? EmptyState(
                    words("day.empty.title"), words("day.empty.text"), href: frame.newHref,
                    action: words("bookings.new"))
                : nil)
    }

    /// A column for each resource that works or is booked on this day; more than one where its bookings overlap; one for what needs
    /// nobody.
    private func tracks(
        _ book: Book, _ scene: DeskScene, _ date: LocalDate, _ place: CalendarPlace, _ blocks: [CalendarBlock]
    )
        -> [CalendarGrid.Track]
    {
        let open = scheduling.open(book, on: date)
        var tracks = book.calendarResources.filter(place.has).flatMap { resource -> [CalendarGrid.Track] in
            let own = blocks.filter { $0.resources.contains(resource.id) }
            let hours = open[resource.id] ?? IntervalSet()
            return own.isEmpty && hours.isEmpty
                ? [] : CalendarGrid.Track.columns(resource.name, date, resource.id, own, hours)
        }
        let alone = blocks.filter { block in
            place.has(block) && block.resources.allSatisfy { book.resources[$0] == nil }
        }
        if !alone.isEmpty {
            tracks += CalendarGrid.Track.columns(scene.words("day.alone"), date, nil, alone, nil)
        }
        return tracks
    }
}

extension Book {
    /// People first, as they are what a day is planned by.
    var calendarResources: [Resource] {
        resources.values.filter { $0.kind != .unit }.sorted {
            ($0.kind.order, $0.name, $0.id) < ($1.kind.order, $1.name, $1.id)
        }
    }
}

extension ResourceKind {
    fileprivate var order: Int { ResourceKind.allCases.firstIndex(of: self) ?? 0 }
}
