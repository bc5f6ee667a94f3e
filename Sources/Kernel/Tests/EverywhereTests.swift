import Testing

@testable import Kernel

/// What is booked at all locations at once (B11).
@Suite struct EverywhereTests {
    private static let rule = SlotRule(
        duration: .minutes(10), step: .minutes(5), before: .zero, after: .minutes(5), earliest: minute(0),
        latest: minute(60), units: 1)
    private static let hours = OpeningHours([minutes(0, 60)])

    @Test func `free starts at all locations agree with a search through every combination`() {
        var random = Random(21)
        var (offered, refused, contended) = (0, 0, 0)
        for number in 0..<900 {
            let net = Net(&random)
            let slots = Availability.slots(
                hours: Self.hours, needs: net.needs, rule: Self.rule, over: minutes(0, 60), at: .all(net.locations))
            let free = Set(slots.map(\.start))
            for start in stride(from: 0, through: 50, by: 5).map(minute) {
                let isMet = net.isMet(start)
                #expect(free.contains(start) == isMet, "case \(number) at \(start)")
                let refusals = Availability.refusals(
                    start: start, hours: Self.hours, needs: net.needs, rule: Self.rule, now: minute(0),
                    at: .all(net.locations))
                #expect(refusals.isEmpty == isMet, "case \(number) \(refusals)")
                let choice = Availability.choose(
                    start: start, needs: net.needs, rule: Self.rule, at: .all(net.locations))
                #expect((choice != nil) == isMet, "case \(number) at \(start)")
                #expect(choice.map { net.isRight($0, start) } ?? true, "case \(number) \(String(describing: choice))")
                let told = Set(refusals.compactMap(\.location))
                #expect(told == net.locationsWithoutAny(start), "case \(number) \(refusals)")
                offered += isMet ? 1 : 0
                refused += isMet ? 0 : 1
                contended += !isMet && told.isEmpty ? 1 : 0
            }
        }
        #expect(offered > 600 && refused > 600 && contended > 20, "\(offered), \(refused), \(contended)")
    }

    @Test func `the places left are as many as bookings can be made at all locations`() {
        var random = Random(22)
        var most = 0
        for number in 0..<300 {
            let net = Net(&random, isAlwaysFree: true)
            var needs = net.needs
            let slot = Availability.slots(
                hours: Self.hours, needs: needs, rule: Self.rule, over: minutes(0, 1), at: .all(net.locations))
            var made = 0
            while let choice = Availability.choose(
                start: minute(0), needs: needs, rule: Self.rule, at: .all(net.locations))
            {
                made += 1
                for (group, taken) in choice.resources.enumerated() {
                    for index in taken {
                        let claim = Claimed(interval: Self.rule.claim(minute(0)), units: 1)
                        needs[group][index] = needs[group][index].with(claims: needs[group][index].claims + [claim])
                    }
                }
            }
            #expect((slot.first?.spots ?? 0) == made, "case \(number)")
            most = max(most, made)
        }
        #expect(most > 2)
    }

    @Test func `one who goes with every location is taken once for all of them`() {
        let free = IntervalSet([minutes(0, 60)])
        func calendar(_ id: Int64, at location: Int64?) -> ResourceCalendar {
            ResourceCalendar(id: id, open: free, claims: [], capacity: 1, location: location)
        }
        let choice = Availability.choose(
            start: minute(0), needs: [[calendar(1, at: nil)], [calendar(2, at: 7), calendar(3, at: 8)]],
            rule: Self.rule, at: .all([7, 8]))
        #expect(choice?.resources == [[0], [0, 1]])
        #expect(choice?.location == nil)
    }

    @Test func `without any location nothing can be had at all of them`() {
        let calendar = ResourceCalendar(open: IntervalSet([minutes(0, 60)]), claims: [], capacity: 1)
        let slots = Availability.slots(
            hours: Self.hours, needs: [[calendar]], rule: Self.rule, over: minutes(0, 60), at: .all([]))
        #expect(slots.isEmpty)
    }
}

extension Refusal {
    fileprivate var location: Int64? { if case .noneFree(_, let location) = self { location } else { nil } }
}

/// Groups of resources, each at one of the locations or going with every one; some may stand in several groups, some may be chosen.
private struct Net {
    let needs: [[ResourceCalendar]]
    let locations: [Int64]

    init(_ random: inout Random, isAlwaysFree: Bool = false) {
        let locations = Array([1, 2, 3].prefix(random.int(1...3))) as [Int64]
        self.locations = locations
        let isShared = !isAlwaysFree && random.chance(40)
        let places: [Int64?] = (0..<7).map { index in
            index < locations.count && !random.chance(20)
                ? locations[index] : random.chance(35) ? nil : locations[random.int(0...locations.count - 1)]
        }
        needs = (0..<random.int(1...3)).map { group in
            (0..<random.int(2...7)).map { index in
                let claims = (0..<(isAlwaysFree ? 0 : random.int(0...1))).map { _ in
                    Claimed(interval: random.interval(limit: 60, longest: 30), units: 1)
                }
                return ResourceCalendar(
                    id: isShared ? Int64(index) : Int64(group * 10 + index),
                    open: IntervalSet([isAlwaysFree ? minutes(0, 60) : random.interval(limit: 70, longest: 70)]),
                    claims: claims, capacity: isAlwaysFree ? random.int(1...3) : 1, location: places[index],
                    isChosen: random.chance(6))
            }
        }
    }

    /// What may meet a group at a location.
    private func options(_ group: Int, _ location: Int64) -> [Int] {
        let there = needs[group].indices.filter { [nil, location].contains(needs[group][$0].location) }
        return there.contains { needs[group][$0].isChosen } ? there.filter { needs[group][$0].isChosen } : there
    }

    private func free(_ group: Int, _ location: Int64, _ start: Instant) -> [Int] {
        options(group, location).filter { isFree(needs[group][$0], start) }
    }

    func locationsWithoutAny(_ start: Instant) -> Set<Int64> {
        Set(locations.filter { place in needs.indices.contains { free($0, place, start).isEmpty } })
    }

    /// Whether any way to give each group at each location a free resource lets every resource meet one group only.
    func isMet(_ start: Instant) -> Bool {
        let cells = locations.flatMap { place in needs.indices.map { (group: $0, free: free($0, place, start)) } }
        func fill(_ rest: ArraySlice<(group: Int, free: [Int])>, _ groups: [Int64: Int]) -> Bool {
            guard let cell = rest.first else { return true }
            return cell.free.contains { index in
                guard let id = needs[cell.group][index].id, groups[id].map({ $0 == cell.group }) ?? true else {
                    return false
                }
                return fill(rest.dropFirst(), groups.merging([id: cell.group]) { $1 })
            }
        }
        return fill(cells[...], [:])
    }

    /// Whether all is met by what is taken, nobody meets two groups, and nobody is taken for nothing.
    func isRight(_ choice: Combination, _ start: Instant) -> Bool {
        let ids = choice.resources.indices.flatMap { group in choice.resources[group].map { needs[group][$0].id } }
        func isEnough(_ group: Int, _ taken: [Int]) -> Bool {
            locations.allSatisfy { !Set(free(group, $0, start)).isDisjoint(with: taken) }
        }
        return Set(ids).count == ids.count
            && choice.resources.indices.allSatisfy { group in
                let taken = choice.resources[group]
                let spare = taken.contains { one in isEnough(group, taken.filter { $0 != one }) }
                return isEnough(group, taken) && !spare
            }
    }

    private func isFree(_ calendar: ResourceCalendar, _ start: Instant) -> Bool {
        let visit = Interval(from: start, lasting: .minutes(10))
        let claim = Interval(from: start, lasting: .minutes(15))
        return calendar.open.contains(visit) && !calendar.claims.contains { $0.interval.overlaps(claim) }
    }
}
