import Catalogue
import House
import Kernel
import Storage
import Web

/// The free starts of one offering over some dates of one zone (C1).
package struct FreeTimes: Sendable {
    package let from: LocalDate
    package let through: LocalDate
    /// The zone in which the dates and the local texts are.
    package let zone: Zone
    package let slots: [Slot]
    /// When time alone changes this answer.
    package let until: Instant

    /// The slots by local date, each date there even without any.
    package var days: [(date: LocalDate, slots: [Slot])] {
        var days: [(date: LocalDate, slots: [Slot])] = []
        var rest = slots[...]
        for number in 0...max(0, from.days(until: through)) {
            let date = from.adding(days: number)
            let count = rest.prefix { zone.local($0.start).date <= date }.count
            days.append((date, Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return days
    }
}

extension SchedulingSlice {
    /// The longest range of dates that one question may span.
    package static let daysMost = 62

    /// - Parameter zone: whose dates `from` and `through` are.
    package func freeTimes(
        _ book: Book, _ offering: Offering, from: LocalDate, through: LocalDate, in zone: Zone, _ db: Snapshot
    ) throws -> FreeTimes {
        let start = zone.startOfDay(from)
        let end = zone.startOfDay(through.adding(days: 1))
        let midnight = book.zone.startOfDay(book.zone.local(db.now).date.adding(days: 1))
        let window = book.settings.window
        let first = max(start, window.earliest(db.now))
        let last = min(end, window.latest(db.now, book.zone))
        guard house.rules.isBookingEnabled, book.settings.isActive, offering.isActive, !offering.needs.isEmpty,
            let span = Interval(from: first, to: last)
        else {
            return FreeTimes(from: from, through: through, zone: zone, slots: [], until: midnight)
        }
        let plan = try Plan(book, offering, span: span, units: 1, in: db)
        let slots = Availability.slots(hours: plan.hours, needs: plan.needs, rule: plan.rule, over: span)
        let firstLost = slots.first.map { $0.start - window.minNotice } ?? midnight
        return FreeTimes(from: from, through: through, zone: zone, slots: slots, until: min(midnight, firstLost))
    }
}
