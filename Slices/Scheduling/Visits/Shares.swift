import Catalogue
import Kernel
import Storage

/// Who has how much to do already, as the rules of assignment ask, and what the visit itself has taken so far.
struct Shares {
    private let zone: Zone
    /// Claims that begin on a date.
    private var counts: [LocalDate: [ResourceID: Int]] = [:]
    private var turns: [OfferingID: [ResourceID: Instant]] = [:]
    private(set) var own: [ResourceID: [Claimed]] = [:]

    init(_ book: Book, _ parts: [VisitPart], over span: Interval, in db: Snapshot) throws {
        zone = book.zone
        let choosing = parts.filter { part in book.needs(part.offering, part.wish).contains { $0.count > 1 } }
        let fewest = choosing.filter { $0.offering.terms.assignment == .fewest }
        let shared = Set(fewest.flatMap { $0.offering.needs.joined() })
        let (first, last) = (zone.local(span.from).date, zone.local(span.to).date)
        if !shared.isEmpty,
            let days = Interval(from: zone.startOfDay(first), to: zone.startOfDay(last.adding(days: 1)))
        {
            for (resource, start) in try db.claimStarts(book.business.id, shared, in: days) {
                counts[zone.local(start).date, default: [:]][resource, default: 0] += 1
            }
        }
        for part in choosing where part.offering.terms.assignment == .inTurn {
            turns[part.offering.id] = try db.turns(part.offering)
        }
    }

    /// The indexes of `group` in the order in which they are asked.
    func order(_ group: [Resource], _ part: VisitPart, _ start: Instant) -> [Int] {
        guard group.count > 1 else { return Array(group.indices) }
        let day = counts[zone.local(start).date] ?? [:]
        let turns = turns[part.offering.id] ?? [:]
        return part.offering.terms.assignment.order(
            group.map { Assignment.Candidate(bookings: day[$0.id] ?? 0, lastTurn: turns[$0.id]) })
    }

    /// The same once `part` has taken these.
    func adding(_ taken: [Resource], _ part: VisitPart, _ rule: SlotRule, at start: Instant, now: Instant) -> Shares {
        var shares = self
        let claim = Claimed(interval: rule.claim(start), units: rule.units)
        let date = zone.local(claim.interval.from).date
        let turn = Ledger.turn(after: turns[part.offering.id]?.values.max(), at: now)
        for resource in taken {
            shares.own[resource.id, default: []].append(claim)
            shares.counts[date, default: [:]][resource.id, default: 0] += 1
            shares.turns[part.offering.id]?[resource.id] = turn
        }
        return shares
    }
}
