import Kernel
import Storage
import Synchronization
import Timekeeping
import Web

/// Answers about a business's public face, ready to send (C11). One is good while the business's pulse stands still and until the
/// clock itself would change it: a start falls under the notice, or a new day comes into the window.
package final class AnswerCache: Sendable {
    private struct Entry: Sendable {
        let answer: Answer
        let business: Int64
        let mark: UInt64
        let until: Instant
    }
    /// An answer being worked out.
    private struct Flight: Sendable {
        let number: UInt64
        let mark: UInt64
        let answer: Task<Answer, any Error>
    }
    /// With other nodes on the database, what they changed is heard of within milliseconds, and this is the bound should it not
    /// be heard at all (decision 0005).
    private static let oldest = Span.seconds(2)

    private struct Entries {
        var kept: [String: Entry] = [:]
        var bytes = 0
    }

    private let house: House
    private let mostBytes: Int
    private let entries = Mutex(Entries())
    private let flights = Mutex<[String: Flight]>([:])

    /// - Parameter mostBytes: of answers and their keys kept at once; when there would be more, all are forgotten.
    package init(_ house: House, mostBytes: Int) {
        self.house = house
        self.mostBytes = mostBytes
    }

    /// What is kept now, in bytes.
    package var bytes: Int { entries.withLock { $0.bytes } }

    /// The answer kept under `key`, if it holds at `now`.
    package func answer(_ key: String, at now: Instant) -> Answer? {
        guard let entry = entries.withLock({ $0.kept[key] }) else { return nil }
        guard now < entry.until, house.pulse.isStill(entry.business, since: entry.mark) else {
            forget(key, entry)
            return nil
        }
        return entry.answer
    }

    /// Unless another has come in its place.
    private func forget(_ key: String, _ stale: Entry) {
        entries.withLock { entries in
            guard let entry = entries.kept[key], entry.mark == stale.mark, entry.until == stale.until else { return }
            entries.kept[key] = nil
            entries.bytes -= Self.bytes(entry, key)
        }
    }

    /// What is around an answer takes about as much as a small one.
    private static func bytes(_ entry: Entry, _ key: String) -> Int {
        entry.answer.body.count + key.utf8.count + 512
    }

    /// Works the answer out once for all who ask for `key` at the same time. Whoever comes after a change does not join those who
    /// asked before it.
    ///
    /// - Parameter work: is given the pulse's mark from before it reads anything.
    package func once(_ key: String, _ work: @escaping @Sendable (_ mark: UInt64) async throws -> Answer) async throws
        -> Answer
    {
        let mark = house.pulse.mark
        let number = UInt64.random(in: 0...UInt64.max)
        let flight = flights.withLock { flights in
            if let flight = flights[key], flight.mark == mark { return flight }
            let answer = Task {
                defer { self.land(key, number) }
                return try await work(mark)
            }
            let flight = Flight(number: number, mark: mark, answer: answer)
            flights[key] = flight
            return flight
        }
        return try await flight.answer.value
    }

    private func land(_ key: String, _ number: UInt64) {
        flights.withLock { flights in
            if flights[key]?.number == number { flights[key] = nil }
        }
    }

    /// - Parameters:
    ///   - mark: the pulse's, from before anything was read for the answer.
    ///   - until: when time alone changes the answer.
    package func keep(_ answer: Answer, _ key: String, business: Int64, mark: UInt64, until: Instant) {
        guard house.pulse.isStill(business, since: mark) else { return }
        let bound = house.store.dialect == .postgres ? min(until, house.clock.now() + Self.oldest) : until
        let entry = Entry(answer: answer, business: business, mark: mark, until: bound)
        let bytes = Self.bytes(entry, key)
        guard bytes <= mostBytes else { return }
        entries.withLock { entries in
            entries.bytes += bytes - (entries.kept[key].map { Self.bytes($0, key) } ?? 0)
            if entries.bytes > mostBytes { entries = Entries(bytes: bytes) }
            entries.kept[key] = entry
        }
    }
}
