/// How many units of a resource are claimed, as a function of time that changes in steps.
struct Load {
    /// `levels[i]` units are claimed from `edges[i]` to the next edge, and none before the first. The last is 0.
    private(set) var edges: [Instant] = []
    private(set) var levels: [Int] = []

    /// The load that the claims which overlap `interval` make; linear when they come sorted by both edges.
    init(_ claims: some Sequence<Claimed>, over interval: Interval) {
        let relevant = claims.filter { $0.interval.overlaps(interval) }
        let starts = Self.sorted(relevant.map { Edge(at: $0.interval.from, units: $0.units) })
        let ends = Self.sorted(relevant.map { Edge(at: $0.interval.to, units: -$0.units) })
        edges.reserveCapacity(2 * starts.count)
        levels.reserveCapacity(2 * starts.count)
        var (i, j, level) = (0, 0, 0)
        while j < ends.count {
            let isStart = i < starts.count && starts[i].at < ends[j].at
            let edge = isStart ? starts[i] : ends[j]
            if isStart { i += 1 } else { j += 1 }
            level += edge.units
            append(edge.at, level)
        }
    }

    /// The greatest level.
    var peak: Int { levels.max() ?? 0 }

    private mutating func append(_ edge: Instant, _ level: Int) {
        if edges.last == edge {
            // Levels within one instant never were.
            levels[levels.count - 1] = level
        } else {
            edges.append(edge)
            levels.append(level)
        }
    }

    private struct Edge {
        let at: Instant
        let units: Int
    }

    private static func sorted(_ edges: [Edge]) -> [Edge] {
        let isSorted = zip(edges, edges.dropFirst()).allSatisfy { $0.at <= $1.at }
        return isSorted ? edges : edges.sorted { $0.at < $1.at }
    }
}
