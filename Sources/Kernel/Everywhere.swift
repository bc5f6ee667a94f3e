/// Meets the needs of an offering at every one of several locations, at the same time (B11): each group at each location, by what is there,
/// or where that is not free somewhere, by one that goes with every location and is taken once for all of them.
///
/// A resource meets one group only. Where some were chosen, they stand in for whatever else could meet their group where they are.
struct Everywhere {
    /// What can meet one group.
    private struct Group {
        /// Who is there, at each location.
        let here: [[Int]]
        /// Whether one that goes with every location may do it, at each location.
        let isOpen: [Bool]
        /// Those that go with every location.
        let travelling: [Int]

        init(_ calendars: [ResourceCalendar], _ locations: [Int64]) {
            let lists = locations.map { location in
                let all = calendars.indices.filter { calendars[$0].isAt(location) }
                let chosen = all.filter { calendars[$0].isChosen }
                return chosen.isEmpty ? all : chosen
            }
            here = lists.map { $0.filter { calendars[$0].location != nil } }
            isOpen = lists.map { $0.contains { calendars[$0].location == nil } }
            let chosen = calendars.indices.filter { calendars[$0].location == nil && calendars[$0].isChosen }
            travelling = chosen.isEmpty ? calendars.indices.filter { calendars[$0].location == nil } : chosen
        }
    }

    private let locations: [Int64]
    private let groups: [Group]
    private let ids: [[Int64?]]
    private let isShared: Bool

    init(_ needs: [[ResourceCalendar]], _ locations: [Int64]) {
        self.locations = locations
        groups = needs.map { Group($0, locations) }
        ids = needs.map { $0.map(\.id) }
        isShared = Matching(needs).isShared
    }

    /// For each group, the resources that meet it, or nil when not all can be met. As few as possible travel.
    func find(_ isFree: (Int, Int) -> Bool) -> [[Int]]? { find(groups.count, isFree) }

    private func find(_ count: Int, _ isFree: (Int, Int) -> Bool) -> [[Int]]? {
        guard !locations.isEmpty else { return nil }
        let here = (0..<count).map { group in groups[group].here.map { $0.filter { isFree(group, $0) } } }
        let travelling = (0..<count).map { group in groups[group].travelling.filter { isFree(group, $0) } }
        var must: Set<Int> = []
        for group in 0..<count {
            for place in locations.indices where here[group][place].isEmpty {
                guard groups[group].isOpen[place], !travelling[group].isEmpty else { return nil }
                must.insert(group)
            }
        }
        guard isShared else { return give(must, here, travelling) }
        let could = (0..<count).filter { !must.contains($0) && !travelling[$0].isEmpty }
        let more = (0..<(1 << could.count)).sorted { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) }
        return more.lazy.compactMap { bits in
            let also = could.indices.filter { bits & (1 << $0) != 0 }.map { could[$0] }
            return give(must.union(also), here, travelling)
        }.first
    }

    /// - Parameter by: the groups that are met by one that travels, wherever it may.
    private func give(_ by: Set<Int>, _ here: [[[Int]]], _ travelling: [[Int]]) -> [[Int]]? {
        var given: [[Int]] = here.map { _ in [] }
        guard distinct(here.indices.filter(by.contains), travelling, &given) else { return nil }
        for place in locations.indices {
            let rest = here.indices.filter { !by.contains($0) || !groups[$0].isOpen[place] }
            guard distinct(rest, here.map { $0[place] }, &given) else { return nil }
        }
        return given
    }

    /// Gives each of `some` groups a resource of its own.
    private func distinct(_ some: [Int], _ options: [[Int]], _ given: inout [[Int]]) -> Bool {
        let picks: [Int]? =
            isShared
            ? Matching(some.map { group in options[group].map { ids[group][$0] } }).find { _, _ in true }.complete
            : some.contains { options[$0].isEmpty } ? nil : some.map { _ in 0 }
        guard let picks else { return false }
        for (group, pick) in zip(some, picks) { given[group].append(options[group][pick]) }
        return true
    }

    /// No more than the scarcest group: at each location as many as those there have room for, and those who travel.
    func spots(_ room: (Int, Int) -> Int) -> Int {
        guard !locations.isEmpty else { return 0 }
        return groups.indices.map { group in
            let travelling = groups[group].travelling.reduce(0) { $0 + room(group, $1) }
            return locations.indices.map { place in
                let here = groups[group].here[place].reduce(0) { $0 + room(group, $1) }
                return groups[group].isOpen[place] ? here + travelling : here
            }.min() ?? 0
        }.min() ?? 1
    }

    /// Which groups are not met at which location; where each could be, the first group that is one too many.
    func lacks(_ isFree: (Int, Int) -> Bool) -> [Ways.Lack] {
        let lacks = locations.indices.flatMap { place in
            groups.indices.compactMap { group -> Ways.Lack? in
                let could =
                    groups[group].here[place] + (groups[group].isOpen[place] ? groups[group].travelling : [])
                guard !could.contains(where: { isFree(group, $0) }) else { return nil }
                return Ways.Lack(group: group, location: locations[place], taken: could)
            }
        }
        if !lacks.isEmpty { return lacks }
        let met = groups.indices.first { find($0 + 1, isFree) == nil }
        return [Ways.Lack(group: met ?? 0)]
    }
}
