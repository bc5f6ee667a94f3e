import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// What `HoursPage` is made from.
struct HoursView: Sendable {
    let book: Book
    let resource: Resource?
    let exceptions: [StoredException]
    let days: [DayAhead]
    let outside: [OutsideBooking]
    /// Whether the exceptions that have passed are listed.
    let isPast: Bool
    let mayChange: Bool
    let now: Instant
    let words: Wording
    var week: (values: [String: String], problem: Problem)?
    var added: (values: [String: String], problem: Problem)?

    static let weeksShown = 5
    private static let straysShown = 4
    private static let straysMost = 200
    private var base: String { "/desk/\(book.business.slug)/hours" }
    private var today: LocalDate { book.zone.local(now).date }

    var page: HoursPage {
        let own = resource.map { book.ownHours[$0.id] ?? Schedule() } ?? book.hours
        let mine = exceptions.filter { $0.resource == resource?.id }
        let past = mine.filter { $0.exception.through < today }
        let lines = (isPast ? past.reversed() : mine.filter { $0.exception.through >= today }).map(line)
        return HoursPage(
            title: words("hours.title"), base: base, resource: resource?.id.description ?? "", tabs: tabs,
            hasTabs: !book.resources.isEmpty, isResource: resource != nil, name: resource?.name ?? book.business.name,
            zoneNote: words("desk.zone_note", ["zone": words.formats.zoneName(book.zone, at: now)]),
            week: WeekForm.view(week?.values ?? WeekForm.values(own.weekly), week?.problem, words),
            exception: ExceptionForm.view(added?.values ?? [:], added?.problem, words), lines: lines,
            hasLines: !lines.isEmpty, pastHref: past.isEmpty ? nil : address(past: !isPast),
            pastLabel: isPast ? words("exceptions.past.hide") : words("exceptions.past.show", count: past.count),
            holidaysText: holidaysText, holidaysHref: "\(base)/holidays",
            weekdays: days.prefix(7).map { words.formats.weekday($0.date.weekday, short: true) }, weeks: weeks,
            strays: outside.prefix(Self.straysShown).map(stray),
            moreStrays: outside.prefix(Self.straysMost).dropFirst(Self.straysShown).map(stray),
            hasMoreStrays: outside.count > Self.straysShown,
            straysTitle: outside.isEmpty ? nil : words("outside.title", count: outside.count),
            straysMore: outside.count <= Self.straysMost
                ? nil : words("outside.more", count: outside.count - Self.straysMost),
            mayChange: mayChange)
    }

    private func address(past: Bool) -> String {
        let query = [resource.map { "resource=\($0.id)" }, past ? "past=true" : nil].compactMap { $0 }
        return base + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private var tabs: [HoursPage.Tab] {
        let sorted = book.resources.values.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }
        let whole = HoursPage.Tab(href: base, label: words("hours.whole"), isCurrent: resource == nil)
        return [whole]
            + sorted.map {
                HoursPage.Tab(href: "\(base)?resource=\($0.id)", label: $0.name, isCurrent: $0.id == resource?.id)
            }
    }

    private var holidaysText: String {
        guard let calendar = book.calendar, calendar.isOn else { return words("holidays.off") }
        return words("holidays.on", ["place": calendar.name(in: words.language.code)])
    }

    private func line(_ stored: StoredException) -> HoursPage.Line {
        let (from, through) = (stored.exception.from, stored.exception.through)
        let dates = [from, through].map { words.formats.date($0, style: .medium) }
        return HoursPage.Line(
            dates: from == through ? dates[0] : "\(dates[0]) – \(dates[1])", what: stored.sentence(words),
            removeHref: "\(base)/exceptions/\(stored.id)/remove")
    }

    private var weeks: [HoursPage.Week] {
        stride(from: 0, to: days.count, by: 7).map { start in
            HoursPage.Week(days: days[start..<min(start + 7, days.count)].map(day))
        }
    }

    private func day(_ day: DayAhead) -> HoursPage.Day {
        let hours = day.open.map { words.hours($0, of: day.date, in: book.zone) }
        return HoursPage.Day(
            weekday: words.formats.weekday(day.date.weekday, short: true),
            date: words.formats.date(day.date, style: .dayMonth),
            hours: day.shut.map(words.closed) ?? hours.joined(separator: ", "), isShut: day.shut != nil,
            isToday: day.date == today, bookings: day.bookings == 0 ? nil : words("hours.bookings", count: day.bookings)
        )
    }

    private func stray(_ booking: OutsideBooking) -> HoursPage.Stray {
        HoursPage.Stray(
            when: words.formats.range(from: booking.interval.from, to: booking.interval.to, in: book.zone),
            reference: booking.booked?.reference ?? "",
            href: booking.booked.map { "/desk/\(book.business.slug)/bookings/\($0.id)" }, who: booking.resource.name,
            why: words.outside(booking))
    }
}

extension StoredException {
    /// What holds on its dates: `Closed (Holiday)`, `Open 10:00–14:00 instead`.
    fileprivate func sentence(_ words: Wording) -> String {
        switch exception.kind {
        case .closed(let reason): words.closed(Shut(reason: reason, holiday: nil))
        case .open(let ranges): words("exception.line.open", ["hours": words.hours(ranges)])
        case .extra(let ranges): words("exception.line.extra", ["hours": words.hours(ranges)])
        }
    }
}
