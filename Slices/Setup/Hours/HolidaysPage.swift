import Catalogue
import Holidays
import Kernel
import Scheduling
import Web
import Words

/// Whether the business is closed on public holidays, on whose, and on which of them it is open.
struct HolidaysPage: Page {
    struct Day: Sendable {
        let name: String
        let date: String
        /// `open_2026-12-25`.
        let field: String
        let isOpen: Bool
    }

    static let template = "holidays"
    let title: String
    let base: String
    let hoursHref: String
    let state: String
    let isOn: Bool
    /// The choice of the country, shown again by the address.
    let countries: FormView
    /// What the second form is of; nil until a country is chosen.
    let country: String?
    let part: String?
    let countryTitle: String
    let parts: FormView
    let days: [Day]
    let until: String
    let isMissing: Bool
}

/// What `HolidaysPage` is made from.
struct HolidaysView: Sendable {
    let book: Book
    /// The chosen country's and part's, saved or not.
    let calendar: HolidayCalendar?
    let now: Instant
    let words: Wording
    var problem: Problem?

    var page: HolidaysPage {
        let language = words.language.code
        let hours = "/desk/\(book.business.slug)/hours"
        let saved = book.calendar.flatMap { $0.isOn ? $0 : nil }
        let country = calendar.flatMap { HolidayBook.country($0.country) }
        return HolidaysPage(
            title: words("holidays.title"), base: "\(hours)/holidays", hoursHref: hours,
            state: saved.map { words("holidays.on", ["place": $0.name(in: language)]) } ?? words("holidays.off"),
            isOn: saved != nil, countries: HolidayForm.countries(country?.code, words), country: country?.code,
            part: calendar?.part,
            countryTitle: words("holidays.of", ["country": calendar?.name(in: language) ?? ""]),
            parts: HolidayForm.parts(country, calendar?.part, problem, words),
            days: days, until: words("holidays.until", ["year": "\(HolidayBook.years.upperBound)"]),
            isMissing: calendar != nil && days.isEmpty)
    }

    private var days: [HolidaysPage.Day] {
        let shown = HolidayForm.shown(from: book.zone.local(now).date)
        return (calendar?.days ?? []).filter { shown.contains($0.date) }.map { day in
            HolidaysPage.Day(
                name: day.name(in: words.language.code), date: words.formats.date(day.date, style: .full),
                field: "open_\(day.date)", isOpen: calendar?.opened.contains(day.date) ?? false)
        }
    }
}

extension HolidaysPage {
    static func sample(_ words: Wording) -> HolidaysPage {
        let hours = "/desk/swim-school/hours"
        return HolidaysPage(
            title: words("holidays.title"), base: "\(hours)/holidays", hoursHref: hours,
            state: words("holidays.on", ["place": "Spain"]), isOn: true, countries: HolidayForm.countries("ES", words),
            country: "ES", part: "MD", countryTitle: words("holidays.of", ["country": "Spain"]),
            parts: HolidayForm.parts(
                HolidayBook.country("ES"), "MD", .field("subdivision", "not_found"), words),
            days: [Day(name: "Christmas Day", date: "25 December", field: "open_2026-12-25", isOpen: true)],
            until: words("holidays.until", ["year": "2032"]), isMissing: true)
    }
}
