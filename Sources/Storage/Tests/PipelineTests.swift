import Storage
import TestSupport
import Testing

/// Statements that share a round trip, or that nobody waits for.
@Suite(.serialized) struct PipelineTests {
    @Test(arguments: TestEngine.available)
    func `what is asked together is answered in its order`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            try await store.write { db in
                for id in 1...5 { try db.execute("INSERT INTO things (id, amount) VALUES (\(id), \(id * 10))") }
            }
            for round in 1...3 {
                let found = try await store.read { db in
                    try db.rows(together: [
                        "SELECT amount FROM things WHERE id > \(round) ORDER BY id",
                        "SELECT id FROM things WHERE id = \(9)",
                        "SELECT id, amount FROM things WHERE amount = \(round * 10)",
                    ]).map { rows in try rows.map { row in try row[0] as Int } }
                }
                #expect(found == [Array((round + 1)...5).map { $0 * 10 }, [], [round]])
            }
            let nothing = try await store.read { db in try db.rows(together: []).count }
            #expect(nothing == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `one that fails among those asked together fails them all`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            for _ in 0..<3 {
                await #expect(throws: StorageFault.self) {
                    try await store.read { db in
                        try db.rows(together: ["SELECT id FROM things", "SELECT CAST('x' AS BIGINT) / 0 FROM nowhere"])
                    }
                }
            }
            let count = try await store.read { db in try db.value("SELECT COUNT(*) FROM things", as: Int.self) }
            #expect(count == 0)
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
