import Bookings
import Catalogue
import Kernel
import Scheduling
import Storage
import Words

/// Seven days of one offering's free times, and the day of them that is shown.
struct Week: Sendable {
    let front: Front
    let offering: Offering
    let first: LocalDate
    let last: LocalDate
    let days: [(date: LocalDate, slots: [FreeTime])]
    let chosen: LocalDate
    /// The first days of the weeks before and after, where the book is open.
    let earlier: LocalDate?
    let later: LocalDate?
    /// The first free time after `chosen`, else the first of this week: for a day without any.
    let next: Instant?
    /// Who teaches, and where, by session.
    let names: [SessionID: String]
    /// When time alone changes all this.
    let until: Instant

    var slots: [FreeTime] { days.first { $0.date == chosen }?.slots ?? [] }

    var emptyReason: String {
        let isWeekEmpty = days.allSatisfy(\.slots.isEmpty)
        guard front.isOpen else { return front.words("public.business.closed", ["business": front.business.name]) }
        guard next != nil else { return front.words("public.times.none_at_all") }
        return front.words(isWeekEmpty ? "public.times.none_week" : "public.times.none_day")
    }

    /// Whether another start of the same day shows the same time on the visitor's clock.
    func isTwice(_ start: Instant) -> Bool {
        let local = front.zone.local(start)
        return slots.contains { $0.start != start && front.zone.local($0.start) == local }
    }
}

extension StorefrontSlice {
    /// The free times of what is to be booked: an offering, several of them in one visit, or another time of a booking.
    func free(_ front: Front, _ offering: Offering, from: LocalDate, through: LocalDate, in db: Snapshot) throws
        -> FreeTimes
    {
        let (book, zone) = (front.book, front.zone)
        if let moving = front.moving {
            return try bookings.moveTimes(
                moving.booking, book, to: moving.location, from: from, through: through, in: zone, db)
        }
        if let parts = front.visit?.parts {
            return try scheduling.freeVisits(book, parts, from: from, through: through, in: zone, db).times
        }
        return try scheduling.freeTimes(
            book, offering, front.wish(offering), from: from, through: through, in: zone, db)
    }

    /// The week that `date` is in, counted in sevens from today. Asked for a day that begins a week, or for none, the first free day
    /// of the week is chosen, so that times are on the page at once.
    func week(_ front: Front, _ offering: Offering, date: LocalDate?, in db: Snapshot) throws -> Week {
        let window = front.window
        let asked = min(max(date ?? window.first, window.first), window.last)
        let number = window.first.days(until: asked) / 7
        let first = window.first.adding(days: number * 7)
        let last = first.adding(days: 6)
        let free = try free(front, offering, from: first, through: last, in: db)
        let days = free.days
        let firstFree = days.first { !$0.slots.isEmpty }?.date
        let chosen = date == nil || asked == first ? firstFree ?? asked : asked
        let isChosenEmpty = days.first { $0.date == chosen }?.slots.isEmpty ?? true
        let next = isChosenEmpty ? try nextFree(front, offering, after: chosen, days, in: db) : nil
        return Week(
            front: front, offering: offering, first: first, last: last, days: days, chosen: chosen,
            earlier: number > 0 ? first.adding(days: -7) : nil, later: last < window.last ? last.adding(days: 1) : nil,
            next: next, names: try names(front, days.first { $0.date == chosen }?.slots ?? [], in: db),
            until: min(free.until, front.zone.startOfDay(window.first.adding(days: 1))))
    }

    private func nextFree(
        _ front: Front, _ offering: Offering, after date: LocalDate,
        _ days: [(date: LocalDate, slots: [FreeTime])],
        in db: Snapshot
    ) throws -> Instant? {
        let inWeek = days.first { $0.date > date && !$0.slots.isEmpty } ?? days.first { !$0.slots.isEmpty }
        if let slot = inWeek?.slots.first, inWeek.map({ $0.date > date }) ?? false { return slot.start }
        let last = front.window.last
        var from = (days.last?.date ?? date).adding(days: 1)
        while from <= last {
            let through = min(last, from.adding(days: SchedulingSlice.daysMost - 1))
            let free = try free(front, offering, from: from, through: through, in: db)
            if let slot = free.slots.first { return slot.start }
            from = through.adding(days: 1)
        }
        return inWeek?.slots.first?.start
    }

    /// People and rooms of these sessions, and the location where there are several.
    func names(_ front: Front, _ times: [FreeTime], in db: Snapshot) throws -> [SessionID: String] {
        let found = try db.resources(front.business.id, ofSessions: times.compactMap(\.session))
        return times.reduce(into: [:]) { names, time in
            guard let session = time.session else { return }
            let who = (found[session] ?? []).compactMap { front.book.resources[$0] }.filter { $0.kind != .seats }
            let location = front.book.locations.count > 1 ? front.book.location(time.location)?.name : nil
            names[session] = (who.map(\.name).sorted() + [location].compactMap { $0 }).joined(separator: ", ")
        }
    }

    /// Free times around `start`, the nearest ones, in their order.
    func alternatives(_ front: Front, _ offering: Offering, to start: Instant, in db: Snapshot) throws
        -> [FreeTime]
    {
        let date = front.zone.local(start).date
        let window = front.window
        let from = max(window.first, date.adding(days: offering.kind == .course ? -8 : -1))
        let through = min(window.last, date.adding(days: offering.kind == .course ? 22 : 7))
        guard from <= through else { return [] }
        let free = try free(front, offering, from: from, through: through, in: db)
        let nearest = free.slots.sorted {
            abs(($0.start - start).milliseconds) < abs(($1.start - start).milliseconds)
        }
        return nearest.prefix(6).sorted { $0.start < $1.start }
    }
}
