import Kernel
import Testing

@Suite struct AvailabilityTests {
    @Test func `slots agree with a minute-by-minute search`() {
        var random = Random(2)
        var offered = 0
        for number in 0..<3000 {
            let case_ = Case(&random)
            let expected = case_.bruteForce()
            let slots = Availability.slots(
                hours: case_.hours, needs: case_.needs, rule: case_.rule, over: case_.over)
            #expect(slots == expected, "case \(number)")
            offered += slots.count
        }
        #expect(offered > 3000, "the cases must offer something")
    }

    @Test func `a start is offered just when there is no reason against it`() {
        var random = Random(3)
        for number in 0..<600 {
            let case_ = Case(&random)
            let offered = Set(
                Availability.slots(hours: case_.hours, needs: case_.needs, rule: case_.rule, over: Case.all)
                    .map(\.start))
            for start in (0..<Case.size).map(minute) {
                let refusals = Availability.refusals(
                    start: start, hours: case_.hours, needs: case_.needs, rule: case_.rule,
                    now: case_.rule.earliest - .minutes(5))
                #expect(refusals.isEmpty == offered.contains(start), "case \(number) \(refusals)")
            }
        }
    }

    @Test func `a choice gives each group a free resource of its own, and is found just when there is one`() {
        var random = Random(4)
        for _ in 0..<2000 {
            let case_ = Case(&random)
            let start = minute(random.int(0...Case.size - 1))
            let candidates = Availability.candidates(start: start, needs: case_.needs, rule: case_.rule)
            let choice = Availability.choose(start: start, needs: case_.needs, rule: case_.rule)
            #expect((choice != nil) == case_.canServe(start))
            guard let choice = choice?.resources.compactMap(\.first) else { continue }
            #expect(zip(choice, candidates).allSatisfy { $1.contains($0) })
            let ids = zip(choice, case_.needs).compactMap { $1[$0].id }
            #expect(Set(ids).count == ids.count)
        }
    }

    @Test func `a choice beyond capacity gives each group a resource of its own that works, the free ones first`() {
        var random = Random(6)
        var beyond = 0
        for _ in 0..<2000 {
            let case_ = Case(&random)
            let start = minute(random.int(0...Case.size - 1))
            let empty = case_.needs.map { group in group.map { $0.with(claims: []) } }
            let works = Availability.candidates(start: start, needs: empty, rule: case_.anyUnits)
            let free = Availability.candidates(start: start, needs: case_.needs, rule: case_.rule)
            let possible = Availability.choose(start: start, needs: empty, rule: case_.anyUnits)
            let choice = Availability.chooseBeyond(start: start, needs: case_.needs, rule: case_.rule)
            #expect((choice != nil) == (possible != nil))
            guard let choice = choice?.resources.compactMap(\.first) else { continue }
            #expect(zip(choice, works).allSatisfy { $1.contains($0) })
            let ids = zip(choice, case_.needs).compactMap { $1[$0].id }
            #expect(Set(ids).count == ids.count)
            // Where no two groups want the same resource, nobody is exceeded while another is free.
            guard ids.isEmpty else { continue }
            #expect(zip(choice, free).allSatisfy { $1.isEmpty || $1.contains($0) })
            beyond += zip(choice, free).contains { !$1.contains($0) } ? 1 : 0
        }
        #expect(beyond > 50, "the cases must exceed something")
    }
}

/// A small random world in which everything is possible: several groups, shared resources, buffers, capacities.
private struct Case {
    static let size = 240
    static let all = minutes(0, size)

    private let ranges: [Interval]
    let needs: [[ResourceCalendar]]
    let rule: SlotRule
    let over: Interval

    init(_ random: inout Random) {
        ranges = Self.ranges(&random)
        let pool = (0..<4).map { Self.calendar(id: Int64($0), &random) }
        let isShared = random.chance(40)
        needs = (0..<random.int(0...3)).map { _ in
            (0..<random.int(1...3)).map { _ in
                isShared ? pool[random.int(0...3)] : Self.calendar(id: nil, &random)
            }
        }
        rule = SlotRule(
            duration: .minutes(random.int(1...40)), step: .minutes(random.int(1...20)),
            before: .minutes(random.chance(50) ? 0 : random.int(1...15)),
            after: .minutes(random.chance(50) ? 0 : random.int(1...15)), earliest: minute(random.int(0...60)),
            latest: minute(random.int(120...260)), units: random.chance(70) ? 1 : 2)
        over = minutes(random.int(0...40), random.int(150...240))
    }

    var hours: OpeningHours { OpeningHours(ranges) }

    private static func ranges(_ random: inout Random) -> [Interval] {
        let ranges = (0..<random.int(1...4)).map { _ in random.interval(limit: size, longest: 150) }
        // Some begin just where others end.
        guard random.chance(50), let first = ranges.first else { return ranges }
        return ranges + [Interval(from: first.to, lasting: .minutes(random.int(1...90)))]
    }

    private static func calendar(id: Int64?, _ random: inout Random) -> ResourceCalendar {
        let claims = (0..<random.int(0...6)).map { _ in
            Claimed(interval: random.interval(limit: size, longest: 40), units: random.int(1...2))
        }
        let isSorted = random.chance(70)
        return ResourceCalendar(
            id: id, open: IntervalSet(ranges(&random)),
            claims: isSorted ? claims.sorted { $0.interval.from < $1.interval.from } : claims,
            capacity: random.int(1...4))
    }

    /// The same rule for one unit, which every capacity here has.
    var anyUnits: SlotRule {
        SlotRule(
            duration: rule.duration, step: rule.step, before: rule.before, after: rule.after, earliest: rule.earliest,
            latest: rule.latest, units: 1)
    }

    func bruteForce() -> [Slot] {
        (0..<Self.size * 2).map(minute).compactMap(slot)
    }

    /// Counted from the opening last passed, as long as every minute of the visit is open.
    private func slot(_ start: Instant) -> Slot? {
        let end = start + rule.duration
        var time = start
        while time < end {
            guard ranges.contains(where: { $0.from <= time && time < $0.to }) else { return nil }
            time = time + .minutes(1)
        }
        guard let opening = ranges.map(\.from).filter({ $0 <= start }).max(),
            (start - opening).milliseconds % rule.step.milliseconds == 0,
            start >= over.from, start < over.to, start >= rule.earliest, start < rule.latest, canServe(start)
        else { return nil }
        let spots = needs.map { group in group.map { room($0, start) }.reduce(0, +) }
        return Slot(start: start, end: end, spots: spots.min() ?? 1)
    }

    /// Tries every way of giving the groups a resource.
    func canServe(_ start: Instant, group: Int = 0, used: Set<Int64> = []) -> Bool {
        guard group < needs.count else { return true }
        return needs[group].contains { calendar in
            guard room(calendar, start) >= rule.units else { return false }
            guard let id = calendar.id else { return canServe(start, group: group + 1, used: used) }
            return !used.contains(id) && canServe(start, group: group + 1, used: used.union([id]))
        }
    }

    private func room(_ calendar: ResourceCalendar, _ start: Instant) -> Int {
        let end = start + rule.duration
        var time = start
        while time < end {
            guard calendar.open.intervals.contains(where: { $0.from <= time && time < $0.to }) else { return 0 }
            time = time + .minutes(1)
        }
        var most = 0
        time = start - rule.before
        while time < end + rule.after {
            let claims = calendar.claims.filter { $0.interval.from <= time && time < $0.interval.to }
            most = max(most, claims.map(\.units).reduce(0, +))
            time = time + .minutes(1)
        }
        return max(0, calendar.capacity - most)
    }
}
