import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

/// What every engine promises.
@Suite(.serialized) struct StoreTests {
    @Test(arguments: TestEngine.available)
    func `values come back as they went in`(_ engine: TestEngine) async throws {
        let texts = [
            "", "plain", "Zürich 🏊‍♀️ e\u{301}", "quote ' \" $1 ? --", String(repeating: "x", count: 100_000),
            "\u{202E}rtl",
        ]
        let numbers: [Int64] = [0, 1, -1, .max, .min]
        try await withWorld(engine) { store in
            let (foundTexts, foundNumbers) = try await store.write { db in
                (
                    try texts.map { text in try db.value("SELECT CAST(\(text) AS TEXT)", as: String.self) },
                    try numbers.map { try db.value("SELECT CAST(\($0) AS BIGINT)", as: Int64.self) }
                )
            }
            #expect(foundTexts == texts)
            #expect(foundNumbers == numbers)
        }
    }

    @Test(arguments: TestEngine.available)
    func `bytes come back as they went in`(_ engine: TestEngine) async throws {
        let blobs: [[UInt8]] = [[], [0], [0x5C, 0x78, 0, 255], (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }]
        let migrations = [
            Migration("World 001 blobs", "CREATE TABLE blobs (id BIGINT NOT NULL PRIMARY KEY, content BYTEA)")
        ]
        try await TestDatabase.with(engine, migrations: migrations) { store in
            let found = try await store.write { db in
                for (id, blob) in blobs.enumerated() {
                    try db.execute("INSERT INTO blobs (id, content) VALUES (\(id), \(blob))")
                }
                try db.execute("INSERT INTO blobs (id, content) VALUES (\(99), \(nil as [UInt8]?))")
                return try db.rows("SELECT content FROM blobs ORDER BY id").map { try $0[0] as [UInt8]? }
            }
            #expect(found == blobs + [nil])
        }
    }

    @Test(arguments: TestEngine.available)
    func `NULL, booleans and counts are read as they are meant`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let row = try await store.write { db in
                try db.execute(
                    "INSERT INTO things (id, name, amount, note) VALUES (\(1), \(nil as String?), \(nil as Int?), \("n"))"
                )
                return try db.first("SELECT name, amount, note, (1 = 1) AS truth, COUNT(*) OVER () AS n FROM things")
            }
            let found = try #require(row)
            let (name, amount, note): (String?, Int?, String?) = try (found["name"], found["amount"], found["note"])
            let (truth, count): (Bool, Int) = try (found["truth"], found["n"])
            #expect(name == nil && amount == nil && note == "n" && truth && count == 1)
            #expect(throws: StorageFault.self) { try found["name"] as String }
            #expect(throws: StorageFault.self) { try found["missing"] as String }
        }
    }

    @Test(arguments: TestEngine.available)
    func `repeated and nested fragments bind in their places`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let found = try await store.write { db in
                for id in 1...9 {
                    try db.execute("INSERT INTO things (id, name, amount) VALUES (\(id), \("t\(id)"), \(id * 10))")
                }
                let big: SQL = "amount > \(30)"
                let named: SQL = "name IN \(list: ["t4", "t9", "t1"])"
                return try db.rows(
                    "SELECT id FROM things WHERE \(big) AND (\(named) OR \(big) AND id = \(7)) ORDER BY id"
                )
                .map { try $0[0] as Int }
            }
            #expect(found == [4, 7, 9])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a text parameter may stand where a number stood, and NULL anywhere`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            try await store.write { db in
                for id in 1...3 {
                    let (note, amount): (String?, Int?) = (id == 2 ? nil : "n", id == 1 ? nil : id)
                    try db.execute("INSERT INTO things (id, note, amount) VALUES (\(id), \(note), \(amount))")
                }
            }
            let (notes, sum) = try await store.read { db in
                try (
                    db.value("SELECT COUNT(note) FROM things", as: Int.self),
                    db.value("SELECT CAST(SUM(amount) AS BIGINT) FROM things", as: Int.self)
                )
            }
            #expect(notes == 2)
            #expect(sum == 5)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a NUL in a text is refused alike`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            await #expect(throws: StorageFault.self) {
                try await store.write { db in try db.execute("INSERT INTO things (id, name) VALUES (1, \("a\0b"))") }
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `a thrown error undoes the whole write`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let before = try await SchemaSnapshot.digest(store)
            await #expect(throws: Refused.self) {
                try await store.write { db in
                    try db.execute("INSERT INTO things (id) VALUES (1)")
                    throw Refused()
                }
            }
            let after = try await SchemaSnapshot.digest(store)
            #expect(after.differences(from: before) == [])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a savepoint undoes its own part, and the write goes on`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let ids = try await store.write { db in
                try? db.savepoint { throw Refused() }
                try db.execute("INSERT INTO things (id, name) VALUES (1, 'a')")
                try db.savepoint {
                    try db.execute("INSERT INTO things (id, name) VALUES (2, 'b')")
                    try? db.savepoint {
                        try db.execute("INSERT INTO things (id, name) VALUES (3, 'c')")
                        throw Refused()
                    }
                }
                do {
                    try db.savepoint { try db.execute("INSERT INTO things (id, name) VALUES (4, 'a')") }
                    Issue.record("the name was taken")
                } catch StorageFault.unique {}
                try db.savepoint {}
                try db.execute("INSERT INTO things (id, name) VALUES (5, 'e')")
                return try db.rows("SELECT id FROM things ORDER BY id").map { try $0[0] as Int }
            }
            #expect(ids == [1, 2, 5])
            let kept = try await store.read { db in try db.value("SELECT COUNT(*) FROM things", as: Int.self) }
            #expect(kept == 3)
        }
    }

    @Test(arguments: TestEngine.available)
    func `constraints are told apart`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            try await store.write { db in try db.execute("INSERT INTO things (id, name) VALUES (1, 'a')") }
            func fault(_ sql: SQL) async -> StorageFault? {
                do {
                    try await store.write { db in try db.execute(sql) }
                    return nil
                } catch { return error as? StorageFault }
            }
            guard case .unique(let name) = await fault("INSERT INTO things (id, name) VALUES (2, 'a')") else {
                Issue.record("unique")
                return
            }
            #expect(name == (engine == .sqlite ? "things.name" : "things_name_key"))
            guard case .unique = await fault("INSERT INTO things (id) VALUES (1)") else {
                Issue.record("key")
                return
            }
            let refused: [SQL] = [
                "INSERT INTO things (id, amount) VALUES (3, -1)", "INSERT INTO parts VALUES (99, 1)",
                "INSERT INTO parts VALUES (1, NULL)",
            ]
            for sql in refused {
                guard case .constraint = await fault(sql) else {
                    Issue.record("\(sql.text)")
                    return
                }
            }
            guard case .statement = await fault("SELEKT 1") else {
                Issue.record("syntax")
                return
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func `actions run after the commit in order, and are dropped with what is undone`(_ engine: TestEngine) async throws
    {
        try await withWorld(engine) { store in
            let record = Record<String>()
            try await store.write { db in
                db.afterCommit { record.add("first") }
                try? db.savepoint {
                    db.afterCommit { record.add("undone") }
                    throw Refused()
                }
                try db.savepoint { db.afterCommit { record.add("second") } }
                #expect(record.all.isEmpty)
            }
            #expect(record.all == ["first", "second"])
            try? await store.write { db in
                db.afterCommit { record.add("lost") }
                throw Refused()
            }
            #expect(record.all == ["first", "second"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a read can't change anything`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            await #expect(throws: StorageFault.self) {
                try await store.read { db in _ = try db.rows("INSERT INTO things (id) VALUES (1) RETURNING id") }
            }
            let exists = try await store.read { db in try db.exists("SELECT 1 FROM things") }
            #expect(!exists)
        }
    }

    @Test(arguments: TestEngine.available)
    func `a notification reaches every listener of its channel`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            let record = Record<String>()
            try store.listen("live \"one\"", lost: {}) { record.add("a:\($0)") }
            try store.listen("live \"one\"", lost: {}) { record.add("b:\($0)") }
            try store.listen("other", lost: {}) { record.add("c:\($0)") }
            try await store.notify("live \"one\"", "hello 'there'")
            for _ in 0..<3_000 where record.all.count < 2 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(record.all.sorted() == ["a:hello 'there'", "b:hello 'there'"])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a closed store refuses, and closes again without harm`(_ engine: TestEngine) async throws {
        let store = try await TestDatabase.make(engine, migrations: worldMigrations)
        try await store.ping()
        await store.close()
        await store.close()
        for attempt in [
            { try await store.read { _ in } }, { try await store.write { _ in } }, { try await store.ping() },
        ] {
            do {
                try await attempt()
                Issue.record("the store is closed")
            } catch StorageFault.unavailable {}
        }
    }

    @Test(arguments: TestEngine.available)
    func `a transaction's time is the clock's, or the one it was given`(_ engine: TestEngine) async throws {
        let noon = Instant(milliseconds: 1_800_000_000_000)
        try await TestDatabase.with(engine, clock: { noon }) { store in
            let written = try await store.write { db in db.now }
            let read = try await store.read { db in db.now }
            let given = try await store.write(at: noon + .hours(1)) { db in db.now }
            #expect([written, read, given] == [noon, noon, noon + .hours(1)])
        }
    }
}
