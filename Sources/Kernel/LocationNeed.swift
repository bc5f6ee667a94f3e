/// Where what is claimed together has to be (B11).
package enum LocationNeed: Hashable, Sendable {
    /// All of it at one of these. Of none: locations are no question.
    case one(of: [Int64])
    /// At every one of these, each with all that is needed. Of none: it can't be had.
    case all([Int64])
}

/// What is claimed together for one booking.
package struct Combination: Hashable, Sendable {
    /// For each group, the indexes of its resources: one, or where it is met at several locations, up to one for each.
    package let resources: [[Int]]
    /// Nil where locations are no question, and where it is at all of them.
    package let location: Int64?
}

/// The ways in which needs can be met together: at one location, or at all of them.
struct Ways {
    private let matching: Matching
    private let places: Places
    private let everywhere: Everywhere?
    private let sizes: [Range<Int>]

    init(_ needs: [[ResourceCalendar]], _ locations: LocationNeed) {
        matching = Matching(needs)
        sizes = needs.map(\.indices)
        switch locations {
        case .one(let some):
            places = Places(needs, some)
            everywhere = nil
        case .all(let all):
            places = Places(needs, [])
            everywhere = Everywhere(needs, all)
        }
    }

    /// Whether they can be met, where `isFree(group, resource)`.
    func exist(_ isFree: (Int, Int) -> Bool) -> Bool {
        if let everywhere { return everywhere.find(isFree) != nil }
        return places.exist { place in matching.exists { place.has($0, $1) && isFree($0, $1) } }
    }

    /// Of several locations, the one whose resources come first; between equals, the first location.
    func best(_ isFree: (Int, Int) -> Bool) -> Combination? {
        if let everywhere { return everywhere.find(isFree).map { Combination(resources: $0, location: nil) } }
        let found = places.all.compactMap { place -> (resources: [Int], location: Int64?)? in
            matching.find { place.has($0, $1) && isFree($0, $1) }.complete.map { ($0, place.location) }
        }
        return found.min { $0.resources.lexicographicallyPrecedes($1.resources) }.map {
            Combination(resources: $0.resources.map { [$0] }, location: $0.location)
        }
    }

    /// How many bookings of one unit could be made, where `room(group, resource)` have room each.
    func spots(_ room: (Int, Int) -> Int) -> Int { everywhere?.spots(room) ?? places.spots(room) }

    /// Which groups can't be met, where `isFree(group, resource)` and not all can; none when it is only that they are apart.
    func lacks(_ isFree: (Int, Int) -> Bool) -> [Lack] {
        if let everywhere { return everywhere.lacks(isFree) }
        let chosen = matching.find(isFree)
        return chosen.resources.indices.filter { chosen.resources[$0] == nil }.map { group in
            let all = sizes[group]
            let isFull = !all.contains { isFree(group, $0) }
            return Lack(group: group, taken: isFull ? Array(all) : nil)
        }
    }

    /// A group that is not met.
    struct Lack: Hashable {
        let group: Int
        /// Where; nil when it is not a matter of one location.
        var location: Int64?
        /// The resources that could have met it, none of which is free; nil when free ones are needed by other groups.
        var taken: [Int]?
    }
}
