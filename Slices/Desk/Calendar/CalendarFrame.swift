import Catalogue
import Identity
import Kernel
import Words

/// What stands above every calendar: its heading, the ways to other dates and views, and whose it is.
struct CalendarFrame: Sendable {
    struct Choice: Sendable {
        let choiceValue: String
        let choiceLabel: String
        let isChosen: Bool
    }

    let heading: String
    let zoneNote: String
    let base: String
    let dateValue: String
    /// What the ways to other dates are, for ears.
    let waysLabel: String
    let previousHref: String
    let previousLabel: String
    let todayHref: String
    let todayLabel: String
    let nextHref: String
    let nextLabel: String
    /// Nil for who may not enter bookings.
    let newHref: String?
    let views: [CalendarView]
    /// Whose calendar it may be; none where it is everybody's, and a date is chosen instead.
    let choices: [Choice]
    let hasChoices: Bool
    /// At which location; none where there are not several.
    let places: [Choice]
    let hasPlaces: Bool

    /// - Parameters:
    ///   - view: `day`, `week` or `month`.
    ///   - resource: whose calendar it is; the ways lead to the same one's.
    init(
        _ scene: DeskScene, _ view: String, _ heading: String, date: LocalDate, previous: LocalDate, next: LocalDate,
        place: CalendarPlace, choices: [Choice] = [], resource: ResourceID? = nil
    ) {
        let (words, day) = (scene.words, "\(scene.base)/day")
        let base = view == "day" ? day : "\(day)/\(view)"
        let whose = resource.map { "resource_id=\($0)" }
        func href(_ date: LocalDate?) -> String {
            let parts = [date.map { "date=\($0)" }, whose, place.query].compactMap { $0 }
            return parts.isEmpty ? base : "\(base)?\(parts.joined(separator: "&"))"
        }
        self.heading = heading
        zoneNote = scene.zoneNote
        self.base = base
        dateValue = date.description
        waysLabel = words("calendar.way.\(view).all")
        (previousHref, previousLabel) = (href(previous), words("calendar.way.\(view).previous"))
        (todayHref, todayLabel) = (href(nil), words("calendar.way.\(view).this"))
        (nextHref, nextLabel) = (href(next), words("calendar.way.\(view).next"))
        let new = ["\(scene.base)/bookings/new?date=\(date)", place.query].compactMap { $0 }.joined(separator: "&")
        newHref = scene.member.may(.bookingCreate) ? new : nil
        views = CalendarView.all(day, at: view, date, words, keeping: place.query)
        self.choices = choices
        hasChoices = !choices.isEmpty
        places = place.choices
        hasPlaces = !place.choices.isEmpty
    }

    private init(sample words: Wording, choices: [Choice]) {
        heading = "Monday, 23 November 2026"
        zoneNote = words("desk.zone_note", ["zone": "Europe/Madrid (CET)"])
        (base, dateValue) = ("/desk/swim-school/day", "2026-11-23")
        waysLabel = words("calendar.way.day.all")
        (previousHref, previousLabel) = ("\(base)?date=2026-11-22", words("calendar.way.day.previous"))
        (todayHref, todayLabel) = (base, words("calendar.way.day.this"))
        (nextHref, nextLabel) = ("\(base)?date=2026-11-24", words("calendar.way.day.next"))
        newHref = "/desk/swim-school/bookings/new"
        views = CalendarView.all(base, at: "day", LocalDate.first, words)
        self.choices = choices
        hasChoices = !choices.isEmpty
        places = [Choice(choiceValue: "loc_1", choiceLabel: "Retiro", isChosen: true)]
        hasPlaces = true
    }

    static func sample(_ words: Wording, choices: [Choice] = []) -> CalendarFrame {
        CalendarFrame(sample: words, choices: choices)
    }

    static let sampleChoice = Choice(choiceValue: "res_1", choiceLabel: "Ana", isChosen: true)
}
