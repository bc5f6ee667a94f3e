import Storage
import Synchronization
import TestSupport
import Testing

/// What a commit promises, and statements that nobody waits for.
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

    @Test(arguments: TestEngine.available)
    func `what is posted is there for the next statement and after the commit, in order`(_ engine: TestEngine)
        async throws
    {
        try await withWorld(engine) { store in
            for round in 0..<3 {
                let seen = try await store.write { db in
                    try db.post("INSERT INTO things (id, amount) VALUES (\(round), 1)")
                    try db.post("UPDATE things SET amount = amount * 5 WHERE id = \(round)")
                    let seen = try db.value("SELECT amount FROM things WHERE id = \(round)", as: Int.self)
                    try db.post("UPDATE things SET amount = amount + 2 WHERE id = \(round)")
                    return seen
                }
                let kept = try await store.read { db in
                    try db.value("SELECT amount FROM things WHERE id = \(round)", as: Int.self)
                }
                #expect(seen == 5)
                #expect(kept == 7)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a posted statement that fails undoes the whole transaction`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            try await store.write { db in try db.execute("INSERT INTO things (id) VALUES (1)") }
            // The first time it is prepared on its own; later it travels with the commit.
            for id in 2...4 {
                await #expect(throws: StorageFault.self) {
                    try await store.write { db in
                        try db.post("INSERT INTO things (id) VALUES (\(id))")
                        try db.post("INSERT INTO things (id) VALUES (1)")
                    }
                }
            }
            let ids = try await store.write { db in try db.rows("SELECT id FROM things").map { try $0[0] as Int } }
            #expect(ids == [1])
        }
    }

    @Test(arguments: TestEngine.available)
    func `posting inside what is undone is undone with it`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            for round in 0..<3 {
                try await store.write { db in
                    try db.post("INSERT INTO things (id) VALUES (\(round * 10))")
                    try? db.savepoint {
                        try db.post("INSERT INTO things (id) VALUES (\(round * 10 + 1))")
                        throw Refused()
                    }
                    try db.post("INSERT INTO things (id) VALUES (\(round * 10 + 2))")
                }
            }
            let ids = try await store.read { db in
                try db.rows("SELECT id FROM things ORDER BY id").map { try $0[0] as Int }
            }
            #expect(ids == [0, 2, 10, 12, 20, 22])
        }
    }
}
