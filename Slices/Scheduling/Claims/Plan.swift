import Catalogue
import Kernel
import Storage

/// An offering's question to the kernel, with everything that it needs from the database: hours, claims and the rule.
struct Plan: Sendable {
    let hours: OpeningHours
    let needs: [[ResourceCalendar]]
    /// The resources behind `needs`, group by group.
    let groups: [[Resource]]
    /// The claims behind `needs`, group by group and resource by resource.
    let claims: [[[Claim]]]
    let rule: SlotRule
    let locations: LocationNeed

    /// - Parameters:
    ///   - span: the starts that are asked about.
    ///   - holder: whose claims don't count, because they are given back.
    init(
        _ book: Book, _ offering: Offering, _ wish: Wish, span: Interval, except holder: ClaimHolder? = nil,
        in db: Snapshot
    ) throws {
        rule = SlotRule(book, offering, wish, now: db.now)
        let reach = Interval(from: span.from, lasting: span.duration + rule.duration).expanded(
            before: rule.before, after: rule.after)
        let from = book.zone.local(span.from).date
        let through = book.zone.local(span.to + rule.duration).date
        let hours = book.hours.openingHours(from: from.adding(days: -1), through: through, in: book.zone)
        groups = book.fitting(book.needs(offering, wish), at: wish.location)
        locations = book.locationNeed(offering, wish)
        let all = groups.flatMap { $0 }
        let found = all.isEmpty ? [:] : try db.claims(book.business.id, all, overlapping: reach, except: holder)
        claims = groups.map { $0.map { found[$0.id] ?? [] } }
        needs = groups.map { group in
            group.map { resource in
                ResourceCalendar(
                    id: resource.id.rawValue,
                    open: book.open(resource.id, from: from.adding(days: -1), through: through, inside: hours.open),
                    claims: (found[resource.id] ?? []).map(\.claimed), capacity: resource.capacity,
                    location: resource.location?.rawValue, isChosen: wish.resources.contains(resource.id))
            }
        }
        self.hours = hours
    }

    private init(_ plan: Plan, hours: OpeningHours, needs: [[ResourceCalendar]]) {
        self.hours = hours
        self.needs = needs
        groups = plan.groups
        claims = plan.claims
        rule = plan.rule
        locations = plan.locations
    }

    /// What of a plan for any location is at this one.
    private init(_ plan: Plan, at location: LocationID) {
        let here = plan.groups.map { group in
            group.indices.filter { group[$0].location.map { $0 == location } ?? true }
        }
        hours = plan.hours
        needs = here.indices.map { group in here[group].map { plan.needs[group][$0] } }
        groups = here.indices.map { group in here[group].map { plan.groups[group][$0] } }
        claims = here.indices.map { group in here[group].map { plan.claims[group][$0] } }
        rule = plan.rule
        locations = .one(of: [location.rawValue])
    }

    func at(_ location: LocationID?) -> Plan { location.map { Plan(self, at: $0) } ?? self }

    /// One free resource for each group, all of one location; or what meets them at all locations. Nil when they can't be met.
    ///
    /// - Parameters:
    ///   - isBeyond: whether those who are taken will do as well, after those who are free.
    ///   - order: of the group's resources, as indexes, in which they are asked.
    func choose(
        _ start: Instant, without others: Set<ResourceID> = [], isBeyond: Bool = false,
        by order: ([Resource]) throws -> [Int]
    ) rethrows -> Taken? {
        let order = try groups.map { group in
            try order(group).filter { !others.contains(group[$0].id) }
        }
        let sorted = order.indices.map { group in order[group].map { needs[group][$0] } }
        let choose = isBeyond ? Availability.chooseBeyond : Availability.choose
        guard let choice = choose(start, sorted, rule, locations) else { return nil }
        let picks = choice.resources
        let chosen = picks.indices.flatMap { group in picks[group].map { (group: group, index: order[group][$0]) } }
        return Taken(
            resources: chosen.map { groups[$0.group][$0.index] },
            location: choice.location.map { LocationID(rawValue: $0) }, all: all,
            excess: chosen.compactMap { excess(groups[$0.group][$0.index], needs[$0.group][$0.index], start) })
    }

    /// Nil where there is room.
    private func excess(_ resource: Resource, _ calendar: ResourceCalendar, _ start: Instant) -> Excess? {
        let more = Capacity.excess(
            rule.units, capacity: calendar.capacity, among: calendar.claims, over: rule.claim(start))
        return more == 0
            ? nil : Excess(of: .resource(resource.id), capacity: calendar.capacity, claimed: calendar.capacity + more)
    }

    private var all: [LocationID] {
        if case .all(let all) = locations { all.map { LocationID(rawValue: $0) } } else { [] }
    }

    /// Why the time itself can't be booked, whoever is free then.
    func refusals(_ start: Instant, _ authority: ClaimRequest.Authority, _ book: Book, now: Instant) -> [Refusal] {
        guard [.client, .following].contains(authority) else { return [] }
        return Availability.refusals(
            start: start, hours: hours, needs: [], rule: rule, now: now,
            closedReason: book.hours.closedReason(on: book.zone.local(start).date)
        ).filter { authority == .client || $0 != .offGrid }
    }

    /// With nothing but what `reach` touches: answers about visits within it, buffers included, are the same.
    func near(_ reach: Interval) -> Plan {
        changing { calendar in
            calendar.with(
                open: calendar.open.clipped(to: reach),
                claims: calendar.claims.filter { $0.interval.overlaps(reach) })
        }
    }

    /// As if these were claimed as well.
    func adding(_ more: [ResourceID: [Claimed]]) -> Plan {
        more.isEmpty
            ? self
            : changing { calendar in
                let own = calendar.id.flatMap { more[ResourceID(rawValue: $0)] } ?? []
                return calendar.with(claims: calendar.claims + own)
            }
    }

    private func changing(_ change: (ResourceCalendar) -> ResourceCalendar) -> Plan {
        Plan(self, hours: hours, needs: needs.map { $0.map(change) })
    }

    /// For staff: everybody works at that time.
    func ignoringHours(around start: Instant) -> Plan {
        let always = OpeningHours([rule.claim(start)])
        return Plan(self, hours: always, needs: needs.map { $0.map { $0.with(open: always.open) } })
    }
}

extension SlotRule {
    /// The rule of an offering: its own buffers, or else the business's.
    init(_ book: Book, _ offering: Offering, _ wish: Wish, now: Instant) {
        self.init(
            duration: wish.duration, step: .minutes(offering.stepMinutes),
            before: .minutes(offering.bufferBeforeMinutes ?? book.settings.bufferBeforeMinutes),
            after: .minutes(offering.bufferMinutes ?? book.settings.bufferMinutes),
            earliest: book.settings.window.earliest(now), latest: book.settings.window.latest(now, book.zone),
            units: wish.units(offering))
    }
}
