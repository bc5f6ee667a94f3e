import Dispatch
import Foundation
import Kernel
import Storage
import TestSupport
import Testing

@testable import StoragePostgres

@Suite(.serialized) struct ConnectionTests {
    @Test func `statements that others took the places of are gone on the server too`() async throws {
        let address = try PostgresAddress(try await TestDatabase.makeAddress(.postgres))
        let connection = try PostgresConnection(address, PostgresLimits(statements: 4))
        for number in 0..<50 {
            connection.begin(["BEGIN"])
            _ = try connection.query("SELECT \(SQL.joined(Array(repeating: "1", count: number + 1), by: ", "))")
            connection.leave()
        }
        connection.begin(["BEGIN"])
        let rows = try connection.query("SELECT COUNT(*) FROM pg_prepared_statements")
        let kept: Int = try #require(rows.first)[0]
        connection.leave()
        print("postgres: \(kept) statements prepared after 51 different ones, 4 are kept")
        #expect(kept <= 5)
    }

    @Test func `a statement that is refused with the commit is no commit, and the next to come begins afresh`()
        async throws
    {
        let address = try await TestDatabase.makeAddress(.postgres)
        let store = try PostgresStore(
            url: address, poolSize: 1, statementTimeout_ms: 300, clock: TestDatabase.systemTime)
        let sleep: @Sendable (Int) async throws -> Void = { seconds in
            try await store.write { db in try db.post("SELECT pg_sleep(\(seconds))") }
        }
        // From the second time on it travels with the commit.
        try await sleep(0)
        do {
            try await sleep(5)
            Issue.record("the statement should have been stopped")
        } catch StorageFault.unavailable(let words) { #expect(!words.contains("unknown")) }
        let one = try await store.read { db in try db.value("SELECT 1", as: Int.self) }
        #expect(one == 1)
        await store.close()
    }

    @Test func `those who have a connection are woken where others can't get one`() async throws {
        let (role, limit) = ("narrow_\(Int.random(in: 0...1_000_000_000))", 2)
        let admin = try await TestDatabase.makeAddress(.postgres)
        let connection = try PostgresConnection(PostgresAddress(admin), PostgresLimits())
        try connection.script("CREATE ROLE \(role) LOGIN CONNECTION LIMIT \(limit)")
        let narrow = admin.replacingOccurrences(of: "user=daybook", with: "user=\(role)")
        try #require(narrow != admin)
        let few = try PostgresStore(url: narrow, poolSize: 8, waitTimeout_ms: 10_000, clock: TestDatabase.systemTime)
        var (served, refused) = (0, 0)
        for _ in 0..<60 {
            // So that all threads that have a connection are asleep.
            try await Task.sleep(for: .milliseconds(30))
            do {
                _ = try await few.read { db in try db.exists("SELECT 1") }
                served += 1
            } catch StorageFault.unavailable(let words) {
                // Before any has connected, there is another reason to refuse.
                if words.contains("no free connection") { refused += 1 }
            }
            if refused > 0 { break }
        }
        print("postgres: \(served) of 60 requests on 2 connections of 8 threads served, \(refused) not in time")
        #expect(served > 30 && refused == 0)
        await few.close()
        try connection.script("DROP ROLE \(role)")
    }
}
