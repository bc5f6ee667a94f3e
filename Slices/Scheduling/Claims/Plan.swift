import Catalogue
import Kernel
import Storage

/// An offering's question to the kernel, with everything that it needs from the database: hours, claims and the rule.
struct Plan: Sendable {
    let hours: IntervalSet
    let needs: [[ResourceCalendar]]
    /// The resources behind `needs`, group by group.
    let groups: [[Resource]]
    /// The claims behind `needs`, group by group and resource by resource.
    let claims: [[[Claim]]]
    let rule: SlotRule

    /// - Parameters:
    ///   - span: the starts that are asked about.
    ///   - units: of each resource.
    init(_ book: Book, _ offering: Offering, span: Interval, units: Int, in db: Snapshot) throws {
        rule = SlotRule(book, offering, units: units, now: db.now)
        let reach = Interval(from: span.from, lasting: span.duration + rule.duration).expanded(
            before: rule.before, after: rule.after)
        let from = book.zone.local(span.from).date
        let through = book.zone.local(span.to + rule.duration).date
        let hours = book.hours.open(from: from.adding(days: -1), through: through, in: book.zone)
        groups = offering.needs.map { $0.compactMap { book.resources[$0] }.filter(\.isActive) }
        let all = groups.flatMap { $0 }
        let found = all.isEmpty ? [:] : try db.claims(book.business.id, all, overlapping: reach)
        claims = groups.map { $0.map { found[$0.id] ?? [] } }
        needs = groups.map { group in
            group.map { resource in
                ResourceCalendar(
                    id: resource.id.rawValue,
                    open: book.open(resource.id, from: from.adding(days: -1), through: through, inside: hours),
                    claims: (found[resource.id] ?? []).map(\.claimed), capacity: resource.capacity)
            }
        }
        self.hours = hours
    }

    /// Of the free resources, those with the fewest claims around first; the order they were given in decides between equals.
    func choose(_ start: Instant, without others: Set<ResourceID> = []) -> [Resource]? {
        let order = groups.indices.map { group in
            groups[group].indices.filter { !others.contains(groups[group][$0].id) }
                .sorted { (claims[group][$0].count, $0) < (claims[group][$1].count, $1) }
        }
        let sorted = order.indices.map { group in order[group].map { needs[group][$0] } }
        guard let picks = Availability.choose(start: start, needs: sorted, rule: rule) else { return nil }
        return picks.indices.map { groups[$0][order[$0][picks[$0]]] }
    }

}

extension SlotRule {
    /// The rule of an offering: its own buffers, or else the business's.
    init(_ book: Book, _ offering: Offering, units: Int, now: Instant) {
        self.init(
            duration: offering.duration, step: .minutes(offering.stepMinutes),
            before: .minutes(offering.bufferBeforeMinutes ?? book.settings.bufferBeforeMinutes),
            after: .minutes(offering.bufferMinutes ?? book.settings.bufferMinutes),
            earliest: book.settings.window.earliest(now), latest: book.settings.window.latest(now, book.zone),
            units: units)
    }
}
