/// Prepared statements of one connection by their templates; the one unused for longest goes when the cache is full.
package struct StatementCache<Statement> {
    private struct Entry {
        let statement: Statement
        var usedAt: UInt64
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0

    /// - Parameter limit: how many statements are kept, at least 1.
    package init(limit: Int) { self.limit = max(1, limit) }

    package var count: Int { entries.count }

    package mutating func find(_ template: String) -> Statement? {
        uses += 1
        return entries.withEntry(template) { entry in
            entry.usedAt = uses
            return entry.statement
        }
    }

    /// Keeps `statement` and returns the one that had to go, if any.
    package mutating func keep(_ statement: Statement, for template: String) -> Statement? {
        uses += 1
        let gone = entries.count >= limit && entries[template] == nil ? removeOldest() : nil
        entries[template] = Entry(statement: statement, usedAt: uses)
        return gone
    }

    package mutating func removeAll() { entries = [:] }

    private mutating func removeOldest() -> Statement? {
        guard let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt })?.key else { return nil }
        return entries.removeValue(forKey: oldest)?.statement
    }
}

extension Dictionary {
    /// Changes the value of `key` in place, with one lookup; nil when it is missing.
    fileprivate mutating func withEntry<T>(_ key: Key, _ change: (inout Value) -> T) -> T? {
        guard let index = index(forKey: key) else { return nil }
        return change(&values[index])
    }
}
