import Kernel

/// When a challenge is asked for, and what becomes of its solution (M2).
///
/// Suspicion is counted in memory, on each node: how often one network, and all strangers together at one business, have asked for what
/// takes places or sends mails. Who asks as often as people do is never bothered.
package struct Challenges: Sendable {
    /// Requests in ten minutes from one network that ask for no work (CHALLENGE_AFTER).
    package var after = 12
    /// The same of one business, from everywhere.
    package var afterOfBusiness = 240
    /// Zero bits of an answer; each more doubles the work (CHALLENGE_BITS).
    package var bits = 15

    let seal: @Sendable (String) -> String
    let sealed: @Sendable (_ seal: String, _ message: String) -> Bool
    /// Keeps that a solution was used, until it is too old anyway. False when it was used before, on whatever node.
    let spend: @Sendable (_ nonce: String, _ until: Instant) async throws -> Bool
    private let counts = RateLimiter()

    static let window = Span.minutes(10)

    package init(
        seal: @escaping @Sendable (String) -> String,
        sealed: @escaping @Sendable (_ seal: String, _ message: String) -> Bool,
        spend: @escaping @Sendable (_ nonce: String, _ until: Instant) async throws -> Bool
    ) {
        self.seal = seal
        self.sealed = sealed
        self.spend = spend
    }

    /// Counts a request; true when it has to bring a solution. Who has to for their own sake does not count for the business: one
    /// network alone can't bring it about that everybody else has to.
    func isSuspicious(_ network: String, business: String?, at now: Instant) -> Bool {
        if counts.take("network \(network)", most: after, per: Self.window, at: now) != nil { return true }
        guard let business else { return false }
        return counts.take("business \(business)", most: afterOfBusiness, per: Self.window, at: now) != nil
    }

    func make(_ door: String, _ network: String, at now: Instant) -> Challenge {
        Challenge(door: door, network: network, bits: bits, at: now, by: seal)
    }

    /// What was sent: the challenge where it is one of ours that holds, and whether it is solved and was not used before. A pause that
    /// is waited for in many windows at once counts a few times a minute, so that waiting is no cheaper than work.
    func check(
        _ solution: String, _ door: String, _ network: String, at now: Instant
    ) async throws -> (challenge: Challenge?, isSolved: Bool) {
        let parts = solution.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2,
            let challenge = Challenge(parts[0], door: door, network: network, at: now, sealed: sealed)
        else { return (nil, false) }
        guard challenge.isSolved(by: parts[1], at: now) else { return (challenge, false) }
        if parts[1] == "wait", counts.take("wait \(network)", most: 3, per: .minutes(1), at: now) != nil {
            return (challenge, false)
        }
        let isFirst = try await spend(challenge.nonce, challenge.issuedAt + Challenge.life)
        return (isFirst ? challenge : nil, isFirst)
    }
}
