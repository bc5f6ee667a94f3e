import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// A month as a table of weeks: what each day holds, and how much of it.
struct MonthPage: Page {
    struct Entry: Sendable {
        let entryTime: String
        let entryText: String
        let entryHref: String?
    }
    struct Day: Sendable {
        let dayNumber: String
        let dayName: String
        let dayHref: String
        let isToday: Bool
        let isOther: Bool
        let entries: [Entry]
        let more: String?
    }
    struct Week: Sendable {
        let weekDays: [Day]
    }

    static let template = "month"
    static let query = WeekPage.query

    let title: String
    let frame: CalendarFrame
    let weekdays: [String]
    let monthWeeks: [Week]

    static func sample(_ words: Wording) -> MonthPage {
        let day = Day(
            dayNumber: "23", dayName: "Monday, 23 November 2026", dayHref: "/desk/swim-school/day", isToday: true,
            isOther: true,
            entries: [Entry(entryTime: "09:00", entryText: "John Doe", entryHref: "/desk/swim-school/bookings/bkg_1")],
            more: words("calendar.more", count: 2))
        return MonthPage(
            title: words("calendar.month.title"), frame: .sample(words, choices: [CalendarFrame.sampleChoice]),
            weekdays: ["Mon"], monthWeeks: [Week(weekDays: [day])])
    }
}

extension DeskSlice {
    func monthPage(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> MonthPage {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        let date = visit.query.date("date") ?? scene.today
        let first = date.firstOfMonth
        let next = first.adding(days: 31).firstOfMonth
        let weeks = first.monday.days(until: next.adding(days: -1).monday) / 7 + 1
        let place = CalendarPlace(visit.query, book, words)
        let resources = book.calendarResources.filter { $0.isActive && place.has($0) }
        let asked = visit.query.id("resource_id", ResourceID.self).flatMap { id in resources.first { $0.id == id }?.id }
        let blocks = try blocks(book, scene, first.monday, days: weeks * 7, in: db).filter { block in
            place.has(block) && asked.map(block.resources.contains) ?? true
        }
        let byDate = Dictionary(grouping: blocks.sorted { $0.from < $1.from }) { scene.zone.local($0.from).date }
        let frame = CalendarFrame(
            scene, "month", words.formats.date(first, style: .monthYear).asTitle, date: date,
            previous: first.adding(days: -1).firstOfMonth, next: next,
            place: place,
            choices: [.init(choiceValue: "", choiceLabel: words("calendar.everybody"), isChosen: asked == nil)]
                + resources.map {
                    .init(choiceValue: $0.id.description, choiceLabel: $0.name, isChosen: $0.id == asked)
                }, resource: asked)
        return MonthPage(
            title: words("calendar.month.title"), frame: frame,
            weekdays: Weekday.allCases.map { words.formats.weekday($0, short: true) },
            monthWeeks: (0..<weeks).map { week in
                MonthPage.Week(
                    weekDays: (0..<7).map { number in
                        let date = first.monday.adding(days: week * 7 + number)
                        return MonthPage.Day(date, in: first, byDate[date] ?? [], scene, place)
                    })
            })
    }
}

extension MonthPage.Day {
    fileprivate init(
        _ date: LocalDate, in month: LocalDate, _ blocks: [CalendarBlock], _ scene: DeskScene, _ place: CalendarPlace
    ) {
        dayNumber = "\(date.day)"
        dayName = scene.words.formats.date(date, style: .full)
        dayHref = ["\(scene.base)/day?date=\(date)", place.query].compactMap { $0 }.joined(separator: "&")
        isToday = date == scene.today
        isOther = date.firstOfMonth != month
        let shown = blocks.count <= 4 ? blocks.count : 3
        entries = blocks.prefix(shown).map {
            MonthPage.Entry(
                entryTime: scene.words.formats.time($0.from, in: scene.zone), entryText: $0.text, entryHref: $0.href)
        }
        more = blocks.count > shown ? scene.words("calendar.more", count: blocks.count - shown) : nil
    }
}
