import Catalogue
import Kernel
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
        let date: String
        let hours: String
        let isShut: Bool
    }
    struct Line: Sendable {
        let dates: String
        let what: String
        let removeHref: String
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
    let days: [Day]
    let mayChange: Bool
}

/// What `HoursPage` is made from.
struct HoursView: Sendable {
    let book: Book
    let resource: Resource?
    let exceptions: [StoredException]
    let mayChange: Bool
    let now: Instant
    let words: Wording
    var week: (values: [String: String], problem: Problem)?
    var added: (values: [String: String], problem: Problem)?

    private var base: String { "/desk/\(book.business.slug)/hours" }
    private static let previewDays = 14

    var page: HoursPage {
        let own = resource.map { book.ownHours[$0.id] ?? Schedule() } ?? book.hours
        let lines = exceptions.filter { $0.resource == resource?.id }.map(line)
        return HoursPage(
            title: words("hours.title"), base: base, resource: resource?.id.description ?? "", tabs: tabs,
            hasTabs: !book.resources.isEmpty, isResource: resource != nil, name: resource?.name ?? book.business.name,
            zoneNote: words("desk.zone_note", ["zone": words.formats.zoneName(book.zone, at: now)]),
            week: WeekForm.view(week?.values ?? WeekForm.values(own.weekly), week?.problem, words),
            exception: ExceptionForm.view(added?.values ?? [:], added?.problem, words), lines: lines,
            hasLines: !lines.isEmpty,
            days: days, mayChange: mayChange)
    }

    private var tabs: [HoursPage.Tab] {
        let sorted = book.resources.values.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
        let whole = HoursPage.Tab(href: base, label: words("hours.whole"), isCurrent: resource == nil)
        return [whole]
            + sorted.map {
                HoursPage.Tab(href: "\(base)?resource=\($0.id)", label: $0.name, isCurrent: $0.id == resource?.id)
            }
    }

    private func line(_ stored: StoredException) -> HoursPage.Line {
        let (from, through) = (stored.exception.from, stored.exception.through)
        let dates = [from, through].map { words.formats.date($0, style: .medium) }
        return HoursPage.Line(
            dates: from == through ? dates[0] : "\(dates[0]) – \(dates[1])", what: stored.sentence(words),
            removeHref: "\(base)/exceptions/\(stored.id)/remove")
    }

    private var days: [HoursPage.Day] {
        let first = book.zone.local(now).date
        let last = first.adding(days: Self.previewDays - 1)
        let business = book.hours.open(from: first, through: last, in: book.zone)
        let open =
            resource.map {
                book.open($0.id, from: first, through: last, inside: business).intersection(business)
            } ?? business
        return (0..<Self.previewDays).map { number in
            let date = first.adding(days: number)
            let ranges = open.intervals.filter { book.zone.local($0.from).date == date }.map { interval in
                [interval.from, interval.to].map { words.formats.time($0, in: book.zone) }.joined(separator: "–")
            }
            return HoursPage.Day(
                date: words.formats.date(date, style: .weekdayDay),
                hours: ranges.isEmpty ? shut(on: date) : ranges.joined(separator: ", "), isShut: ranges.isEmpty)
        }
    }

    private func shut(on date: LocalDate) -> String {
        let reason =
            resource.flatMap { book.ownHours[$0.id]?.closedReason(on: date) } ?? book.hours.closedReason(on: date)
        return reason.map { words("hours.closed_because", ["reason": words("exception.reason.\($0.rawValue)")]) }
            ?? words("hours.closed")
    }
}

extension StoredException {
    /// What holds on its dates: `Closed (Holiday)`, `Open 10:00-14:00 instead`.
    fileprivate func sentence(_ words: Wording) -> String {
        switch exception.kind {
        case .closed(let reason):
            words("hours.closed_because", ["reason": words("exception.reason.\(reason.rawValue)")])
        case .open(let ranges): words("exception.line.open", ["hours": HoursText.text(ranges)])
        case .extra(let ranges): words("exception.line.extra", ["hours": HoursText.text(ranges)])
        }
    }
}

extension HoursPage {
    static func sample(_ words: Wording) -> HoursPage {
        let base = "/desk/swim-school/hours"
        return HoursPage(
            title: words("hours.title"), base: base, resource: "res_1",
            tabs: [Tab(href: base, label: words("hours.whole"), isCurrent: true)], hasTabs: true, isResource: true,
            name: "Ana",
            zoneNote: words("desk.zone_note", ["zone": "Europe/Madrid (CET)"]),
            week: WeekForm.view(["monday": "9-"], .field("monday", "not_hours"), words),
            exception: ExceptionForm.view([:], .field("through_date", "dates_reversed"), words),
            lines: [
                Line(
                    dates: "24 – 26", what: words("exception.line.open", ["hours": "10:00-14:00"]),
                    removeHref: "\(base)/exceptions/exc_1/remove")
            ], hasLines: true, days: [Day(date: "Mon 23", hours: words("hours.closed"), isShut: true)], mayChange: true)
    }
}
