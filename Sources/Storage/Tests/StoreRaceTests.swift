import Storage
import TestSupport
import Testing

/// What every engine promises when many come at once.
@Suite(.serialized) struct StoreRaceTests {
    @Test(arguments: TestEngine.available)
    func `a read sees one moment while writes go on`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            try await store.write { db in try db.execute("INSERT INTO things (id, amount) VALUES (1, 0)") }
            let writing = Task {
                for _ in 0..<200 {
                    try await store.write { db in try db.execute("UPDATE things SET amount = amount + 1") }
                }
            }
            var differing = 0
            for _ in 0..<50 {
                let (first, second) = try await store.read { db in
                    let first = try db.value("SELECT amount FROM things", as: Int.self)
                    for _ in 0..<20 { _ = try db.exists("SELECT 1 FROM things") }
                    return (first, try db.value("SELECT amount FROM things", as: Int.self))
                }
                if first != second { differing += 1 }
            }
            try await writing.value
            #expect(differing == 0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `64 writers at once lose no increment`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            try await store.write { db in try db.execute("INSERT INTO things (id, amount) VALUES (1, 0)") }
            let rounds = 20
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        for _ in 0..<rounds {
                            try await store.write { db in
                                let amount: Int =
                                    try db.value("SELECT amount FROM things WHERE id = 1\(db.dialect.forUpdate)") ?? -1
                                try db.execute("UPDATE things SET amount = \(amount + 1) WHERE id = 1")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let amount = try await store.read { db in try db.value("SELECT amount FROM things", as: Int.self) }
            print("\(engine): 64 writers × \(rounds): counted \(amount ?? -1) of \(64 * rounds)")
            #expect(amount == 64 * rounds)
        }
    }

    @Test(arguments: TestEngine.available)
    func `among many writes at once only the failing ones are undone`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                for id in 1...300 {
                    group.addTask {
                        let isKept: Void? = try? await store.write { db in
                            try db.execute("INSERT INTO things (id, amount) VALUES (\(id), 1)")
                            try db.execute("INSERT INTO parts VALUES (\(id), 1)")
                            if id % 3 == 0 { throw Refused() }
                            if id % 5 == 0 { try db.execute("INSERT INTO parts VALUES (\(id), 1)") }
                        }
                        return (id, isKept != nil)
                    }
                }
                return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
            }
            let kept = Set((1...300).filter { $0 % 3 != 0 && $0 % 5 != 0 })
            #expect(Set(outcomes.filter(\.value).keys) == kept)
            let (things, parts) = try await store.read { db in
                (
                    Set(try db.rows("SELECT id FROM things").map { try $0[0] as Int }),
                    Set(try db.rows("SELECT thing_id FROM parts").map { try $0[0] as Int })
                )
            }
            #expect(things == kept)
            #expect(parts == kept)
        }
    }
}
