import Testing

@testable import Kernel

/// What is claimed together is of one location (B11).
@Suite struct LocationTests {
    private static let rule = SlotRule(
        duration: .minutes(10), step: .minutes(5), before: .zero, after: .minutes(5), earliest: minute(0),
        latest: minute(60), units: 1)

    @Test func `free starts at locations agree with a search through every combination`() {
        var random = Random(11)
        var (offered, apart) = (0, 0)
        for number in 0..<800 {
            let town = Town(&random)
            let slots = Availability.slots(
                hours: Town.hours, needs: town.needs, rule: Self.rule, over: minutes(0, 60),
                at: .one(of: town.locations))
            let free = Set(slots.map(\.start))
            for start in stride(from: 0, through: 50, by: 5).map(minute) {
                let combinations = town.combinations(start)
                #expect(free.contains(start) == !combinations.isEmpty, "case \(number) at \(start)")
                let refusals = Availability.refusals(
                    start: start, hours: Town.hours, needs: town.needs, rule: Self.rule, now: minute(0),
                    at: .one(of: town.locations))
                #expect(refusals.isEmpty == !combinations.isEmpty, "case \(number) \(refusals)")
                let choice = Availability.choose(
                    start: start, needs: town.needs, rule: Self.rule, at: .one(of: town.locations))
                // The ranks come in order, so the first found is the best one; who stands in several groups may have to give way.
                let picks = choice?.resources.compactMap(\.first)
                let isBest = picks == combinations.first
                #expect(isBest || town.isShared, "case \(number) at \(start)")
                #expect(picks.map { combinations.contains($0) } ?? combinations.isEmpty)
                #expect(choice.map { town.fits($0) } ?? true, "case \(number) \(String(describing: choice))")
                offered += combinations.isEmpty ? 0 : 1
                apart += refusals == [.apart] ? 1 : 0
            }
        }
        #expect(offered > 800 && apart > 30, "\(offered) offered, \(apart) apart")
    }

    @Test func `any location is the union of the locations`() {
        var random = Random(12)
        for number in 0..<500 {
            let town = Town(&random)
            guard !town.locations.isEmpty else { continue }
            func starts(_ locations: [Int64]) -> Set<Instant> {
                let slots = Availability.slots(
                    hours: Town.hours, needs: town.needs, rule: Self.rule, over: minutes(0, 60), at: .one(of: locations)
                )
                return Set(slots.map(\.start))
            }
            let union = town.locations.reduce(into: Set<Instant>()) { $0.formUnion(starts([$1])) }
            #expect(starts(town.locations) == union, "case \(number)")
        }
    }

    @Test func `the places left are as many as bookings can be made`() {
        var random = Random(13)
        for number in 0..<600 {
            let stock = Stock(&random)
            let slot = Availability.slots(
                hours: Town.hours, needs: stock.needs, rule: Self.rule, over: minutes(0, 1), at: .one(of: [1, 2]))
            #expect((slot.first?.spots ?? 0) == stock.most(), "case \(number) \(stock)")
        }
    }
}

/// Groups of resources, each at one of three locations or at none; one location may be closed.
private struct Town {
    static let hours = OpeningHours([minutes(0, 60)])
    let needs: [[ResourceCalendar]]
    let locations: [Int64]
    let isShared: Bool

    init(_ random: inout Random) {
        locations = random.chance(20) ? [] : Array([1, 2, 3].prefix(random.int(1...3)))
        let isShared = random.chance(30)
        self.isShared = isShared
        needs = (0..<random.int(1...3)).map { group in
            (0..<random.int(1...4)).map { index in
                let claims = (0..<random.int(0...2)).map { _ in
                    Claimed(interval: random.interval(limit: 60, longest: 30), units: 1)
                }
                return ResourceCalendar(
                    id: isShared ? Int64(index) : Int64(group * 10 + index),
                    open: IntervalSet([random.interval(limit: 60, longest: 60)]), claims: claims, capacity: 1,
                    location: random.chance(30) ? nil : Int64(random.int(1...3)))
            }
        }
    }

    /// Every way to give each group a free resource of its own, all of one location; in the order of the ranks.
    func combinations(_ start: Instant) -> [[Int]] {
        var all: [[Int]] = [[]]
        for group in needs { all = all.flatMap { before in group.indices.map { before + [$0] } } }
        return all.filter { picks in
            let chosen = picks.indices.map { needs[$0][picks[$0]] }
            return chosen.allSatisfy { isFree($0, start) } && Set(chosen.compactMap(\.id)).count == chosen.count
                && isTogether(chosen)
        }
    }

    private func isTogether(_ chosen: [ResourceCalendar]) -> Bool {
        let places = Set(chosen.compactMap(\.location))
        return locations.isEmpty || places.count <= 1 && places.isSubset(of: locations)
    }

    func fits(_ choice: Combination) -> Bool {
        let places = choice.resources.indices.flatMap { group in
            choice.resources[group].compactMap { needs[group][$0].location }
        }
        guard let location = choice.location else { return locations.isEmpty }
        return locations.contains(location) && places.allSatisfy { $0 == location }
    }

    private func isFree(_ calendar: ResourceCalendar, _ start: Instant) -> Bool {
        let visit = Interval(from: start, lasting: .minutes(10))
        let claim = Interval(from: start, lasting: .minutes(15))
        return calendar.open.contains(visit) && !calendar.claims.contains { $0.interval.overlaps(claim) }
    }
}

/// Two groups, all free: how many bookings can be made at one time. Those who go anywhere stand in one group.
private struct Stock {
    let needs: [[ResourceCalendar]]

    init(_ random: inout Random) {
        let floating = random.int(0...1)
        needs = (0..<2).map { group in
            (0..<random.int(1...3)).map { _ in
                ResourceCalendar(
                    open: Town.hours.open, claims: [], capacity: random.int(1...2),
                    location: group == floating && random.chance(40) ? nil : Int64(random.int(1...2)))
            }
        }
    }

    /// The best of all ways to fill both locations.
    func most() -> Int {
        func room(_ group: Int, _ location: Int64?) -> Int {
            needs[group].filter { $0.location == location }.reduce(0) { $0 + $1.capacity }
        }
        var most = 0
        for first in 0...6 {
            for second in 0...6 where first + second > most {
                let isMet = needs.indices.allSatisfy { group in
                    max(0, first - room(group, 1)) + max(0, second - room(group, 2)) <= room(group, nil)
                }
                if isMet { most = first + second }
            }
        }
        return most
    }
}
