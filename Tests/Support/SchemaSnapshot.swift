import Storage

/// What a database holds, to show that a refused request changed nothing (Q3).
package struct SchemaSnapshot: Sendable, Equatable {
    /// Per table: the number of rows and a digest of all of them, whatever their order.
    package let tables: [String: Table]

    package struct Table: Sendable, Equatable {
        package let count: Int
        package let digest: UInt64
    }

    /// Reads every table of `store` but the bookkeeping ones in `ignored`, in one snapshot.
    package static func digest(
        _ store: any Store, except ignored: Set<String> = []
    ) async throws -> SchemaSnapshot {
        try await store.read { db in
            var tables: [String: Table] = [:]
            for name in try db.tableNames() where !ignored.contains(name) {
                tables[name] = try table(name, db)
            }
            return SchemaSnapshot(tables: tables)
        }
    }

    /// The tables that differ from `other`, with their counts; empty when nothing changed.
    package func differences(from other: SchemaSnapshot) -> [String] {
        Set(tables.keys).union(other.tables.keys).sorted().compactMap { name in
            let (mine, theirs) = (tables[name], other.tables[name])
            return mine == theirs ? nil : "\(name): \(theirs?.count ?? 0) → \(mine?.count ?? 0) rows"
        }
    }

    /// The digest is a sum over rows, so it does not depend on their order.
    private static func table(_ name: String, _ db: Snapshot) throws -> Table {
        let rows = try db.allRows(ofTable: name)
        return Table(count: rows.count, digest: rows.reduce(0) { $0 &+ fingerprint($1.values) })
    }

    /// FNV-1a over the values' descriptions: the same in every process.
    private static func fingerprint(_ values: [Value]) -> UInt64 {
        "\(values)".utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
