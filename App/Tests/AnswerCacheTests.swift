import House
import Kernel
import Storage
import TestSupport
import Testing
import Timekeeping
import Web

@testable import daybook

/// Many who ask the same at once are one question, unless something has changed in between.
@Suite struct AnswerCacheTests {
    private struct Late: Error {}

    @Test func `fifty who ask at once are answered by one working out, and the next by another`() async throws {
        try await TestHouse.empty { composition in
            let cache = AnswerCache(composition.house, mostBytes: 1 << 20)
            let gathering = Gathering(50)
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        gathering.arrive()
                        return try await cache.once("key") { _ in
                            try await gathering.wait()
                            return .json(bytes: Array("\(UInt64.random(in: 0...UInt64.max))".utf8))
                        }.text
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            let next = try await cache.once("key") { _ in .json(bytes: Array("next".utf8)) }.text
            #expect(answers.count == 1)
            #expect(next == "next")
        }
    }

    @Test func `who asks after a change does not get what was worked out before it`() async throws {
        try await TestHouse.empty { composition in
            let house = composition.house
            let cache = AnswerCache(house, mostBytes: 1 << 20)
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let before = Task {
                try await cache.once("key") { _ in
                    start.yield()
                    try await Task.sleep(for: .milliseconds(300))
                    return .json(bytes: Array("old".utf8))
                }.text
            }
            for await _ in started { break }
            try await house.store.write { db in house.pulse.touch(1, in: db) }
            let after = try await cache.once("key") { _ in .json(bytes: Array("new".utf8)) }.text
            let old = try await before.value
            #expect(after == "new")
            #expect(old == "old")
        }
    }

    @Test func `a working out that fails fails for all who wait, and is tried anew by the next`() async throws {
        try await TestHouse.empty { composition in
            let cache = AnswerCache(composition.house, mostBytes: 1 << 20)
            let gathering = Gathering(10)
            let runs = Tally()
            let refused = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            gathering.arrive()
                            _ = try await cache.once("key") { _ in
                                runs.add()
                                try await gathering.wait()
                                throw Late()
                            }
                            return false
                        } catch { return error is Late }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(runs.count == 1)
            let next = try await cache.once("key") { _ in .json(bytes: Array("well".utf8)) }.text
            #expect(refused == 10)
            #expect(next == "well")
        }
    }

    @Test func `what is kept never takes more than its bytes, and what no longer holds takes none`() async throws {
        try await TestHouse.empty { composition in
            let house = composition.house
            let cache = AnswerCache(house, mostBytes: 1 << 20)
            let (mark, until) = (house.pulse.mark, house.clock.now() + .days(1))
            let answer = Answer.json(bytes: [UInt8](repeating: 32, count: 100_000))
            for number in 0..<500 {
                cache.keep(answer, "\(number)", business: 1, mark: mark, until: until)
                #expect(cache.bytes <= 1 << 20)
                #expect(cache.answer("\(number)", at: house.clock.now()) != nil)
            }
            let (before, last) = (cache.bytes, "499")
            cache.keep(answer, last, business: 1, mark: mark, until: until)
            #expect(cache.bytes == before)
            #expect(cache.answer(last, at: until) == nil)
            #expect(cache.bytes < before - 100_000)
            cache.keep(
                .json(bytes: [UInt8](repeating: 32, count: 1 << 20)), "whole", business: 1, mark: mark, until: until)
            #expect(cache.answer("whole", at: house.clock.now()) == nil)
        }
    }
}
