import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// When the business, or one of its resources, is open: the week, the dates on which it does not hold, and what comes of both.
struct HoursPage: Page {
    struct Tab: Sendable {
        let href: String
        let label: String
        let isCurrent: Bool
    }
    struct Day: Sendable {
        let weekday: String
        let date: String
        let hours: String
        let isShut: Bool
        let isToday: Bool
        let bookings: String?
    }
    struct Week: Sendable {
        let days: [Day]
    }
    struct Line: Sendable {
        let dates: String
        let what: String
        let removeHref: String
    }
    /// A booking outside of the hours.
    struct Stray: Sendable {
        let when: String
        let reference: String
        let href: String?
        let who: String
        let why: String
    }

    static let template = "hours"
    let title: String
    let base: String
    /// The resource's id for the forms; empty for the business.
    let resource: String
    let tabs: [Tab]
    let hasTabs: Bool
    let isResource: Bool
    let name: String
    let zoneNote: String
    let week: FormView
    let exception: FormView
    let lines: [Line]
    let hasLines: Bool
    /// Leads to the exceptions that have passed, or back from them.
    let pastHref: String?
    let pastLabel: String
    let holidaysText: String
    let holidaysHref: String
    let weekdays: [String]
    let weeks: [Week]
    /// The first few, and the others behind a fold.
    let strays: [Stray]
    let moreStrays: [Stray]
    let hasMoreStrays: Bool
    let straysTitle: String?
    let straysMore: String?
    let mayChange: Bool
}

extension HoursPage {
    static func sample(_ words: Wording) -> HoursPage {
        let base = "/desk/swim-school/hours"
        let day = Day(
            weekday: "Mon", date: "23 Nov", hours: words("hours.closed"), isShut: true, isToday: true,
            bookings: words("hours.bookings", count: 2))
        let stray = Stray(
            when: "25 December", reference: "K7M2P9QX", href: "/desk/swim-school/bookings/bkg_1", who: "Ana",
            why: words("outside.business"))
        return HoursPage(
            title: words("hours.title"), base: base, resource: "res_1",
            tabs: [Tab(href: base, label: words("hours.whole"), isCurrent: true)], hasTabs: true, isResource: true,
            name: "Ana", zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            week: WeekForm.view(["monday": "9-"], .field("monday", "not_hours"), words),
            exception: ExceptionForm.view([:], .field("through_date", "dates_reversed"), words),
            lines: [
                Line(
                    dates: "24 – 26", what: words("exception.line.open", ["hours": "10:00-14:00"]),
                    removeHref: "\(base)/exceptions/exc_1/remove")
            ], hasLines: true, pastHref: "\(base)?past=true", pastLabel: words("exceptions.past.show", count: 2),
            holidaysText: words("holidays.on", ["place": "Spain"]), holidaysHref: "\(base)/holidays",
            weekdays: ["Mon"], weeks: [Week(days: [day])], strays: [stray], moreStrays: [stray], hasMoreStrays: true,
            straysTitle: words("outside.title", count: 1), straysMore: words("outside.more", count: 3),
            mayChange: true)
    }
}
