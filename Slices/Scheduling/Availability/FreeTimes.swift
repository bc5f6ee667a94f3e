import Catalogue
import House
import Kernel
import Storage
import Web

/// A time that can be booked: a start that the hours make, or a session with seats left.
package struct FreeTime: Hashable, Sendable {
    package let start: Instant
    package let end: Instant
    /// How many places are left.
    package let spots: Int
    package let session: SessionID?
    /// Of a session: where it is.
    package let location: LocationID?

    package init(_ slot: Slot) {
        start = slot.start
        end = slot.end
        spots = slot.spots
        session = nil
        location = nil
    }

    init(_ session: Session) {
        start = session.start
        end = session.end
        spots = session.seats.left
        self.session = session.id
        location = session.location
    }
}

/// The free starts of one offering over some dates of one zone (C1).
package struct FreeTimes: Sendable {
    package let from: LocalDate
    package let through: LocalDate
    /// The zone in which the dates and the local texts are.
    package let zone: Zone
    package let slots: [FreeTime]
    /// When time alone changes this answer.
    package let until: Instant

    /// The same without those that `isLeftOut`.
    package func without(_ isLeftOut: (FreeTime) -> Bool) -> FreeTimes {
        FreeTimes(
            from: from, through: through, zone: zone, slots: slots.filter { !isLeftOut($0) }, until: until)
    }

    /// The slots by local date, each date there even without any.
    package var days: [(date: LocalDate, slots: [FreeTime])] {
        var days: [(date: LocalDate, slots: [FreeTime])] = []
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

    /// - Parameters:
    ///   - zone: whose dates `from` and `through` are.
    ///   - holder: whose claims don't count, because it is about to move.
    package func freeTimes(
        _ book: Book, _ offering: Offering, _ wish: Wish, from: LocalDate, through: LocalDate, in zone: Zone,
        except holder: ClaimHolder? = nil, _ db: Snapshot
    ) throws -> FreeTimes {
        let midnight = book.zone.startOfDay(book.zone.local(db.now).date.adding(days: 1))
        guard offering.isActive, let span = open(book, from: from, through: through, in: zone, at: db.now) else {
            return FreeTimes(from: from, through: through, zone: zone, slots: [], until: midnight)
        }
        let (slots, until) =
            try offering.kind == .course
            ? freeSessions(book, offering, wish, in: span, db)
            : freeSlots(book, offering, wish, in: span, except: holder, db)
        return FreeTimes(
            from: from, through: through, zone: zone, slots: slots, until: min(midnight, until ?? midnight))
    }

    /// What of these dates of `zone` is before the end of the booking window. Nil when nothing is, or nothing can be booked.
    func open(_ book: Book, from: LocalDate, through: LocalDate, in zone: Zone, at now: Instant) -> Interval? {
        guard house.rules.isBookingEnabled, book.settings.isActive else { return nil }
        let first = max(zone.startOfDay(from), now)
        return Interval(
            from: first, to: min(zone.startOfDay(through.adding(days: 1)), book.settings.window.latest(now, book.zone)))
    }

    /// - Returns: the starts, and when the first of them is lost to time alone.
    private func freeSlots(
        _ book: Book, _ offering: Offering, _ wish: Wish, in span: Interval, except holder: ClaimHolder?, _ db: Snapshot
    ) throws -> ([FreeTime], Instant?) {
        let window = book.settings.window
        guard !offering.needs.isEmpty, let span = Interval(from: max(span.from, window.earliest(db.now)), to: span.to)
        else { return ([], nil) }
        let plan = try Plan(book, offering, wish, span: span, except: holder, in: db)
        let slots = Availability.slots(
            hours: plan.hours, needs: plan.needs, rule: plan.rule, over: span, at: plan.locations)
        return (slots.map { FreeTime($0) }, slots.first.map { $0.start - window.minNotice })
    }

    private func freeSessions(_ book: Book, _ offering: Offering, _ wish: Wish, in span: Interval, _ db: Snapshot)
        throws
        -> ([FreeTime], Instant?)
    {
        let open = try db.sessions(book.business.id, in: span, of: offering.id).filter {
            wish.admits($0) && $0.seats.left >= wish.party && $0.refusals(book, offering, at: db.now).isEmpty
        }
        return (open.map { FreeTime($0) }, open.map { $0.bookableUntil(book, offering) }.min())
    }
}
