import Dispatch
import Synchronization

/// Reads pictures one after the other on a thread of its own: never on a thread that serves requests, and never two at once, so that
/// memory has a bound.
package final class PictureDesk: Sendable {
    private static let waitingMost = 32
    private let queue = DispatchQueue(label: "pictures")
    private let waiting = Atomic(0)

    package init() {}

    /// Nil when too many are waiting. Throws `PictureFault`.
    package func read(_ file: [UInt8]) async throws -> Picture? {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Self.waitingMost else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            return nil
        }
        defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try Picture(file) }) }
        }
    }
}
