import Kernel
import Storage

/// What becomes of a request that is sent again with its `Idempotency-Key`.
package enum Repeats: Sendable, Equatable {
    /// It changes nothing, so there is nothing to take care of.
    case reading
    /// It is answered as the first time, and nothing is done.
    case answering
    /// The key is ignored, and this is why.
    case not(because: Reason)

    package enum Reason: String, Sendable, CaseIterable {
        case signIn =
            "it is about passwords, codes, tokens, sessions or keys, and no answer that may hold one is stored"
        case password = "a password comes with it, and nothing is stored by which one could be guessed"
    }
}

/// What a write answers, from `Idempotency` alone: so no operation that repeats its answers can forget to.
package struct RepeatableAnswer: Sendable {
    package var answer: Answer

    init(_ answer: Answer) { self.answer = answer }
}

extension Store {
    /// Runs a write in one transaction: `admit` decides each time anew who may, and finds what it is about; `work` is done once for an
    /// `Idempotency-Key`.
    package func once<Scene>(
        _ visit: Visit, admit: @escaping @Sendable (Transaction) throws -> Scene,
        work: @escaping @Sendable (Scene, Transaction) throws -> Answer
    ) async throws -> RepeatableAnswer {
        try await write { db in
            let scene = try admit(db)
            return try Idempotency.once(visit, in: db) { try work(scene, db) }
        }
    }

    /// The same where whoever has come to the door may.
    package func once(
        _ visit: Visit, for life: Span = Idempotency.retention,
        work: @escaping @Sendable (Transaction) throws -> Answer
    ) async throws -> RepeatableAnswer {
        try await write { db in try Idempotency.once(visit, for: life, in: db) { try work(db) } }
    }
}
