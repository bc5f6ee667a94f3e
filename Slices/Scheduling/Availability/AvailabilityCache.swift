import Catalogue
import Kernel
import Synchronization
import Web

/// Answers about free times, ready to send (C11). One is good while its business's version stands still and until the clock itself
/// would change it: a start falls under the notice, or a new day comes into the window.
final class AvailabilityCache: Sendable {
    struct Entry: Sendable {
        let business: Int64
        let version: UInt64
        let until: Instant
        let answer: Answer
    }
    private static let most = 20_000
    private let entries = Mutex<[String: Entry]>([:])

    func entry(_ key: String) -> Entry? { entries.withLock { $0[key] } }

    func keep(_ entry: Entry, _ key: String) {
        entries.withLock { entries in
            if entries.count >= Self.most { entries.removeAll(keepingCapacity: true) }
            entries[key] = entry
        }
    }
}
