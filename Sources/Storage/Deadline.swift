import Dispatch

/// Work that is answered for in time, one way or the other. What comes too late goes on, and nobody waits for it.
package enum Deadline {
    /// Throws `StorageFault.unavailable` when `work` has not ended within `milliseconds`.
    package static func within(_ milliseconds: Int, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
            let once = Once(caller)
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                once.resume(throwing: StorageFault.unavailable("no answer in \(milliseconds) ms"))
            }
            Task {
                do { once.resume(returning: try await work()) } catch { once.resume(throwing: error) }
            }
        }
    }
}
