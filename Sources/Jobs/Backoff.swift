import Kernel

/// How long a failed job waits: twice as long each time, from 1 second to 1 hour, ± 20 % so that those that failed together don't
/// come back together.
package enum Backoff {
    /// - Parameters:
    ///   - attempt: the try that failed, from 1.
    ///   - chance: evenly from −1 to 1.
    package static func delay(after attempt: Int, chance: Double) -> Span {
        let seconds = min(3600, Int64(1) << min(12, max(0, attempt - 1)))
        return .milliseconds(seconds * 1000 + Int64(Double(seconds * 200) * min(1, max(-1, chance))))
    }

    static func delay(after attempt: Int) -> Span { delay(after: attempt, chance: .random(in: -1...1)) }
}
