import Foundation
import Storage
import TestSupport
import Testing

/// Prints how many durable one-row commits an engine makes in a second; asserts only that each of them is there.
@Suite(.serialized) struct CommitRateTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["DAYBOOK_MEASURE"] != nil), arguments: TestEngine.available)
    func `commits per second with 1 and 64 writers`(_ engine: TestEngine) async throws {
        try await withWorld(engine) { store in
            var total = 0
            for _ in 0..<2 {
                for (writers, each) in [(1, 3000), (64, 400)] {
                    let first = total
                    let started = ContinuousClock.now
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for writer in 0..<writers {
                            group.addTask {
                                for number in 0..<each {
                                    let id = first + writer * each + number
                                    try await store.write { db in
                                        try db.execute("INSERT INTO things (id, amount) VALUES (\(id), 1)")
                                    }
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    total += writers * each
                    print("\(engine): \(writers) writers: \(rate(writers * each, since: started)) commits/s")
                }
            }
            let count = try await store.read { db in try db.value("SELECT COUNT(*) FROM things", as: Int.self) }
            #expect(count == total)
            for readers in [1, 16] {
                let started = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<readers {
                        group.addTask {
                            for id in 0..<(16_000 / readers) {
                                _ = try await store.read { db in
                                    try db.first("SELECT name, amount FROM things WHERE id = \(id)")
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                print("\(engine): \(readers) readers: \(rate(16_000, since: started)) reads/s")
            }
        }
    }

    private func rate(_ count: Int, since start: ContinuousClock.Instant) -> Int {
        Int(Double(count) / ((ContinuousClock.now - start) / .seconds(1)))
    }
}
