/// Gives each group a resource of its own.
///
/// Nearly always no resource stands in two groups, and each group simply has its first free one. Otherwise a group may
/// take a resource from an earlier group that can move to another (Kuhn's augmenting paths).
struct Matching {
    struct Result {
        /// The index into each group of the resource it has; nil for a group that has none.
        var resources: [Int?]

        /// The indexes when every group has one.
        var complete: [Int]? {
            let found = resources.compactMap { $0 }
            return found.count == resources.count ? found : nil
        }
    }

    private let groups: [[Int64?]]
    /// Whether a resource stands in more than one group.
    let isShared: Bool

    init(_ needs: [[ResourceCalendar]]) { self.init(needs.map { $0.map(\.id) }) }

    init(_ groups: [[Int64?]]) {
        self.groups = groups
        let ids = groups.joined().compactMap { $0 }
        isShared = groups.count > 1 && Set(ids).count < ids.count
    }

    /// Whether every group can have a resource, where `isFree(group, resource)`.
    func exists(_ isFree: (Int, Int) -> Bool) -> Bool {
        guard !isShared else { return find(isFree).complete != nil }
        return groups.indices.allSatisfy { group in groups[group].indices.contains { isFree(group, $0) } }
    }

    func find(_ isFree: (Int, Int) -> Bool) -> Result {
        var result = Result(resources: groups.map { _ in nil })
        for group in groups.indices {
            var tried: Set<Int64> = []
            _ = place(group, &result, &tried, isFree)
        }
        return result
    }

    private func place(
        _ group: Int, _ result: inout Result, _ tried: inout Set<Int64>, _ isFree: (Int, Int) -> Bool
    ) -> Bool {
        for resource in groups[group].indices where isFree(group, resource) {
            if let id = groups[group][resource] {
                guard tried.insert(id).inserted else { continue }
                if let holder = holder(of: id, result), !place(holder, &result, &tried, isFree) { continue }
            }
            result.resources[group] = resource
            return true
        }
        return false
    }

    private func holder(of id: Int64, _ result: Result) -> Int? {
        groups.indices.first { group in result.resources[group].map { groups[group][$0] == id } ?? false }
    }
}
