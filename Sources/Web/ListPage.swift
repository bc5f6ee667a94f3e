/// Which part of a list is asked for: what comes after `cursor`, `limit` items at most.
package struct ListPage: Sendable {
    package let cursor: String?
    package let limit: Int

    package init(_ visit: Visit) {
        cursor = visit.query.text("cursor")
        limit = visit.limit
    }

    /// The page of a list that is in memory and in a fixed order. A cursor that is no item's begins after the end.
    package func cut<T>(_ all: [T], by name: (T) -> String, _ make: (T) -> JSON) -> JSON {
        let start = cursor.map { cursor in (all.firstIndex { name($0) == cursor } ?? all.count - 1) + 1 } ?? 0
        let items = all.dropFirst(start).prefix(limit)
        let isLast = start + items.count >= all.count
        return ["items": .list(items, make), "next_cursor": .text(isLast ? nil : items.last.map(name))]
    }
}
