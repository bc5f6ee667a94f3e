/// Where the needs of an offering can be met: at each location, by what is there and by what goes with every location (B11).
struct Places {
    /// One of them, or where locations are no question, the only one.
    struct Place {
        let location: Int64?
        fileprivate let needs: [[ResourceCalendar]]

        /// Whether the resource of that group can be part of a booking here.
        func has(_ group: Int, _ resource: Int) -> Bool { location.map(needs[group][resource].isAt) ?? true }
    }

    let all: [Place]
    private let needs: [[ResourceCalendar]]

    init(_ needs: [[ResourceCalendar]], _ locations: [Int64]) {
        self.needs = needs
        all =
            locations.isEmpty
            ? [Place(location: nil, needs: needs)] : locations.map { Place(location: $0, needs: needs) }
    }

    func exist(_ isFree: (Place) -> Bool) -> Bool { all.contains(where: isFree) }

    /// How many bookings of one unit could be made, where `room(group, resource)` have room each: no more than all places take, each the
    /// scarcest of its needs; and in each group no more than those who stand at a place that can use them, and those who go anywhere.
    func spots(_ room: (Int, Int) -> Int) -> Int {
        guard all.count > 1 else {
            return needs.indices.map { group in needs[group].indices.reduce(0) { $0 + room(group, $1) } }.min() ?? 1
        }
        let rooms = needs.indices.map { group in needs[group].indices.map { room(group, $0) } }
        let takes = all.map { place in
            rooms.indices.map { group in
                rooms[group].indices.reduce(0) { $0 + (place.has(group, $1) ? rooms[group][$1] : 0) }
            }.min() ?? 1
        }
        let least = needs.indices.map { group in
            let anywhere = sum(rooms[group], needs[group]) { $0 == nil }
            return zip(all, takes).reduce(anywhere) { total, place in
                total + min(place.1, sum(rooms[group], needs[group]) { $0 != nil && $0 == place.0.location })
            }
        }.min()
        return min(takes.reduce(0, +), least ?? 1)
    }

    private func sum(_ rooms: [Int], _ group: [ResourceCalendar], _ isMeant: (Int64?) -> Bool) -> Int {
        zip(rooms, group).reduce(0) { $0 + (isMeant($1.1.location) ? $1.0 : 0) }
    }
}
