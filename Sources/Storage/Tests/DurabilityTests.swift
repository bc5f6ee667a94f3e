import Storage
import TestSupport
import Testing

/// What a commit promises.
@Suite(.serialized) struct DurabilityTests {
    /// How the engine will treat the commit of the transaction that is open.
    private static func level(_ db: Transaction) throws -> String {
        switch db.dialect {
        case .sqlite: "\(try db.value("PRAGMA synchronous", as: Int.self) ?? -1)"
        case .postgres: try db.value("SELECT current_setting('synchronous_commit')") ?? ""
        }
    }

    @Test(arguments: TestEngine.available)
    func `what people are told is on the disk, and lazy work does not wait for it`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let (full, lazy) = store.dialect == .sqlite ? ("2", "1") : ("on", "off")
            var found: [String] = []
            for durability in [Durability.full, .lazy, .lazy, .full, .lazy, .full] {
                found.append(try await store.write(durability) { db in try Self.level(db) })
            }
            found.append(try await store.write { db in try Self.level(db) })
            #expect(found == [full, lazy, lazy, full, lazy, full, full])
        }
    }

    @Test(arguments: TestEngine.available)
    func `whoever asks for the disk gets it, whatever stands beside it in line`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let full = store.dialect == .sqlite ? "2" : "on"
            let levels = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<200 {
                    let durability: Durability = number % 3 == 0 ? .full : .lazy
                    group.addTask {
                        let level = try await store.write(durability) { db in
                            try db.execute("INSERT INTO things (id) VALUES (\(number))")
                            return try Self.level(db)
                        }
                        return durability == .full ? level : nil
                    }
                }
                return try await group.reduce(into: [String]()) { all, level in
                    if let level { all.append(level) }
                }
            }
            #expect(levels == Array(repeating: full, count: 67))
            let count = try await store.read { db in try db.value("SELECT COUNT(*) FROM things", as: Int.self) }
            #expect(count == 200)
        }
    }
}
