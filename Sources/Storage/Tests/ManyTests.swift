import Storage
import TestSupport
import Testing

/// Conditions on more values than a statement has room for.
@Suite struct ManyTests {
    /// Signs that mean something to JSON, to arrays, to LIKE or to a terminal.
    private static let texts = [
        "plain", "", "a\"quote", "a\\backslash", "{brace},comma", "NULL", "new\nline", "bell\u{7}", "é\u{301}日本",
        "100%_", "it's",
    ]

    @Test(arguments: TestEngine.available)
    func `forty thousand are looked for at once, each as it stands`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(
            engine,
            migrations: [
                Migration("Test 001 words", "CREATE TABLE words (id BIGINT NOT NULL PRIMARY KEY, word TEXT NOT NULL)")
            ]
        ) { store in
            let found = try await store.write { db in
                for (id, text) in Self.texts.enumerated() {
                    try db.execute("INSERT INTO words (id, word) VALUES (\(id), \(text))")
                }
                let odd = (0..<40_000).filter { $0 % 2 == 1 }
                let many = Self.texts.dropFirst(2) + odd.map { "word \($0)" }
                let (dialect, some) = (db.dialect, Array(many.prefix(1_000)))
                let conditions = [
                    dialect.isOne("id", of: odd.map { Int64($0) } + [.max, .min]),
                    dialect.isOne("word", of: Array(many)), dialect.holds("word", anyOf: some),
                    dialect.isOne("id", of: [Int64]()), dialect.isOne("word", of: [String]()),
                    dialect.holds("word", anyOf: []),
                ]
                return try conditions.map { condition in
                    try db.rows("SELECT id FROM words WHERE \(condition) ORDER BY id").map { try $0[0] as Int }
                }
            }
            let all = Array(0..<Self.texts.count)
            #expect(
                found == [all.filter { $0 % 2 == 1 }, Array(all.dropFirst(2)), Array(all.dropFirst(2)), [], [], []])
        }
    }

    @Test(arguments: TestEngine.available)
    func `a part of a text is looked for with its signs, not as a pattern`(_ engine: TestEngine) async throws {
        try await TestDatabase.with(engine, migrations: []) { store in
            let found = try await store.read { db in
                try ["100%_", "100", "%", "_", "\\", "\"", "1_0"].map { part in
                    try db.exists("SELECT 1 WHERE \(db.dialect.holds("'say 100%_ \\ \"'", anyOf: ["none", part]))")
                }
            }
            #expect(found == [true, true, true, true, true, true, false])
        }
    }
}
