extension Availability {
    /// Every reason why `start` can't be booked; none when `slots` would offer it to somebody asking at `now`.
    ///
    /// `closedReason` is the exception in force on the date of the start, if any. Resources are only spoken of for
    /// groups that have none free. Whoever may ignore a reason (staff: hours, notice, window and grid) drops it.
    package static func refusals(
        start: Instant, hours: OpeningHours, needs: [[ResourceCalendar]], rule: SlotRule, now: Instant,
        closedReason: ClosedReason? = nil, at locations: LocationNeed = .one(of: [])
    ) -> [Refusal] {
        refusals(of: start, hours: hours, rule: rule, now: now, closedReason: closedReason)
            + refusals(of: start, needs: needs, rule: rule, at: locations)
    }

    private static func refusals(
        of start: Instant, hours: OpeningHours, rule: SlotRule, now: Instant, closedReason: ClosedReason?
    ) -> [Refusal] {
        var refusals: [Refusal] = []
        if start < now { refusals.append(.past) }
        if start < rule.earliest { refusals.append(.notice(earliest: rule.earliest)) }
        if start >= rule.latest { refusals.append(.window(latest: rule.latest)) }
        if let opening = hours.opening(for: rule.visit(start)) {
            if !Grid.contains(start, from: opening, rule: rule) { refusals.append(.offGrid) }
        } else {
            refusals.append(closedReason.map(Refusal.exception) ?? .closed)
        }
        return refusals
    }

    private static func refusals(
        of start: Instant, needs: [[ResourceCalendar]], rule: SlotRule, at locations: LocationNeed
    ) -> [Refusal] {
        let free = candidates(start: start, needs: needs, rule: rule)
        let ways = Ways(needs, locations)
        if ways.exist({ free[$0].contains($1) }) { return [] }
        var refusals: [Refusal] = []
        var spokenOf: Set<Int> = []
        for lack in ways.lacks({ free[$0].contains($1) }) {
            let first = needs.prefix(lack.group).reduce(0) { $0 + $1.count }
            for index in lack.taken ?? [] where spokenOf.insert(first + index).inserted {
                refusals += reasons(needs[lack.group][index], resource: first + index, rule: rule, start: start)
            }
            refusals.append(.noneFree(group: lack.group, location: lack.location))
        }
        return refusals.isEmpty ? [.apart] : refusals
    }

    /// Why a resource is not free: closed, or each claim that is in force while too little is left.
    private static func reasons(
        _ calendar: ResourceCalendar, resource: Int, rule: SlotRule, start: Instant
    ) -> [Refusal] {
        guard ResourceProbe.answer(calendar, rule: rule, at: start) != .closed else {
            return [.resourceClosed(resource: resource)]
        }
        let claim = rule.claim(start)
        return calendar.claims.indices.compactMap { index in
            guard let shared = calendar.claims[index].interval.intersection(claim),
                !Capacity.fits(rule.units, capacity: calendar.capacity, among: calendar.claims, over: shared)
            else { return nil }
            return .resourceTaken(resource: resource, by: index)
        }
    }
}
