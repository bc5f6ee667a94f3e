/// Which starts of an offering can be booked.
///
/// A start `t` can be booked when `[t, t + duration)` lies inside the business's hours, `earliest ≤ t < latest`, and
/// each group of `needs` can have a resource of its own that works during the visit and, with the buffers, has the
/// units free. Needs are all claimed together; the resources of a group are alternatives.
///
/// Where `locations` are given, what is claimed together is of one of them, or each need is met at all of them: by resources there, and
/// those that go with every location (B11).
package enum Availability {
    /// The starts within `over` that can be booked, on the grid, sorted.
    ///
    /// `hours` must reach as far as the openings that starts are counted from: uncut, as `Schedule.openingHours` gives them.
    /// Near linear in the starts, the claims and the open intervals of each resource.
    package static func slots(
        hours: OpeningHours, needs: [[ResourceCalendar]], rule: SlotRule, over: Interval,
        at locations: LocationNeed = .one(of: [])
    ) -> [Slot] {
        let starts = Grid.starts(hours: hours, rule: rule, over: over)
        guard let first = starts.first, let last = starts.last else { return [] }
        let reach = Interval(first, last + .milliseconds(1))
        let answers = needs.map { group in
            group.map { calendar in
                var probe = ResourceProbe(calendar, rule: rule, starts: reach)
                return starts.map { probe.answer(at: $0) }
            }
        }
        let ways = Ways(needs, locations)
        return starts.indices.compactMap { index in
            guard ways.exist({ answers[$0][$1][index].admits(rule.units) }) else { return nil }
            let spots = ways.spots { answers[$0][$1][index].room }
            return Slot(start: starts[index], end: starts[index] + rule.duration, spots: spots)
        }
    }

    /// For each group, the indexes of its resources that are free at `start`, in the order of the group. Hours,
    /// notice and window are not asked about.
    package static func candidates(start: Instant, needs: [[ResourceCalendar]], rule: SlotRule) -> [[Int]] {
        needs.map { group in
            group.indices.filter { ResourceProbe.answer(group[$0], rule: rule, at: start).admits(rule.units) }
        }
    }

    /// One free resource for each group, as indexes into the groups: the first candidate, unless a later group can do
    /// with no other. Nil when not all groups can have one.
    ///
    /// Of several locations, the one whose resources come first; between equals, the first location. At all locations, whoever is
    /// there comes before whoever goes with every one.
    package static func choose(
        start: Instant, needs: [[ResourceCalendar]], rule: SlotRule, at locations: LocationNeed = .one(of: [])
    ) -> Combination? {
        let free = candidates(start: start, needs: needs, rule: rule)
        return Ways(needs, locations).best { free[$0].contains($1) }
    }

    /// One resource that works then for each group, whatever is claimed of it: who is free comes before who is not.
    package static func chooseBeyond(
        start: Instant, needs: [[ResourceCalendar]], rule: SlotRule, at locations: LocationNeed = .one(of: [])
    ) -> Combination? {
        let free = candidates(start: start, needs: needs, rule: rule)
        let order = needs.indices.map { group in
            free[group] + needs[group].indices.filter { !free[group].contains($0) }
        }
        let sorted = order.indices.map { group in order[group].map { needs[group][$0] } }
        let best = Ways(sorted, locations).best { group, index in
            ResourceProbe.answer(sorted[group][index], rule: rule, at: start) != .closed
        }
        return best.map { found in
            Combination(
                resources: found.resources.indices.map { group in found.resources[group].map { order[group][$0] } },
                location: found.location)
        }
    }
}
