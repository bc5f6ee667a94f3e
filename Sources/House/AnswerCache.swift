import Kernel
import Synchronization
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
    private let pulse: Pulse
    private let most: Int
    private let entries = Mutex<[String: Entry]>([:])

    /// - Parameter most: answers kept at once; when there would be more, all are forgotten.
    package init(_ pulse: Pulse, most: Int) {
        self.pulse = pulse
        self.most = most
    }

    /// The answer kept under `key`, if it holds at `now`.
    package func answer(_ key: String, at now: Instant) -> Answer? {
        guard let entry = entries.withLock({ $0[key] }), now < entry.until, pulse.isStill(entry.business, since: entry.mark) else {
            return nil
        }
        return entry.answer
    }

    /// - Parameters:
    ///   - mark: the pulse's, from before anything was read for the answer.
    ///   - until: when time alone changes the answer.
    package func keep(_ answer: Answer, _ key: String, business: Int64, mark: UInt64, until: Instant) {
        guard pulse.isStill(business, since: mark) else { return }
        let entry = Entry(answer: answer, business: business, mark: mark, until: until)
        entries.withLock { entries in
            if entries.count >= most { entries.removeAll(keepingCapacity: true) }
            entries[key] = entry
        }
    }
}
