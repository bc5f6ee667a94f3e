/// What cancelling one booking gives back, through all its moves (D6, D7; decision 0015): who moves carries the cost of it.
///
/// Deadlines count from the later of the start that the customer chose and the start it has, so a business that moves a booking takes
/// nothing away. A customer who moves it gets back at most what cancelling would have given then, so moving ahead is no way around a
/// deadline that is over.
package struct RefundTerms: Hashable, Sendable {
    /// As it was shown when it was booked.
    package let policy: RefundPolicy
    /// What the customer chose, where the business has moved it since.
    package let chosen: Instant?
    /// Basis points; 10,000 unless the customer has moved it when less than that would have been given back.
    package let most: Int

    package init(_ policy: RefundPolicy, chosen: Instant? = nil, most: Int = 10_000) {
        self.policy = policy
        self.chosen = chosen
        self.most = most
    }

    /// The share given back, in basis points, of a booking that starts at `start` and is cancelled at `now`.
    package func share(at now: Instant, start: Instant, by canceller: Canceller) -> Int {
        let share = policy.share(at: now, start: counted(start), by: canceller)
        return canceller == .customer ? min(share, most) : share
    }

    /// The tiers as instants, none after the start, each with another share than the one after it.
    package func steps(start: Instant) -> [RefundStep] {
        var steps: [RefundStep] = []
        for step in policy.steps(start: counted(start)) {
            let step = RefundStep(until: min(step.until, start), basisPoints: min(step.basisPoints, most))
            if steps.last?.until == start { break }
            if steps.last?.basisPoints == step.basisPoints { steps.removeLast() }
            steps.append(step)
        }
        return steps
    }

    /// The steps that give anything and can still be reached at `now`.
    package func ahead(at now: Instant, start: Instant) -> [RefundStep] {
        steps(start: start).filter { $0.until > now && $0.basisPoints > 0 }
    }

    /// Those that hold once `mover` has moved it, at `now`, away from `start`.
    package func moved(at now: Instant, from start: Instant, by mover: Canceller) -> RefundTerms {
        mover == .customer
            ? RefundTerms(policy, most: share(at: now, start: start, by: .customer))
            : RefundTerms(policy, chosen: chosen ?? start, most: most)
    }

    private func counted(_ start: Instant) -> Instant { max(start, chosen ?? start) }
}
