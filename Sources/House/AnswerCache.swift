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

    private let house: House
    private let most: Int
    private let entries = Mutex<[String: Entry]>([:])
    private let flights = Mutex<[String: Flight]>([:])

    /// - Parameter most: answers kept at once; when there would be more, all are forgotten.
    package init(_ house: House, most: Int) {
        self.house = house
        self.most = most
    }

    /// The answer kept under `key`, if it holds at `now`.
    package func answer(_ key: String, at now: Instant) -> Answer? {
        guard let entry = entries.withLock({ $0[key] }), now < entry.until,
            house.pulse.isStill(entry.business, since: entry.mark)
        else {
            return nil
        }
        return entry.answer
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
        entries.withLock { entries in
            if entries.count >= most { entries.removeAll(keepingCapacity: true) }
            entries[key] = entry
        }
    }
}
