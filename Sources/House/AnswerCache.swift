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
    /// With other nodes on the database, what they changed is heard of within milliseconds, and this is the bound should it not
    /// be heard at all (decision 0005).
    private static let oldest = Span.seconds(2)

    private let house: House
    private let most: Int
    private let entries = Mutex<[String: Entry]>([:])

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
