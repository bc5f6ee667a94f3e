import Testing

@testable import Kernel

/// Random walks of moves, against the whole history of each.
@Suite struct RefundTermsTests {
    /// One booking, and what its customer was told on the way.
    private struct Walk {
        var terms: RefundTerms
        var start: Instant
        /// The start that the customer chose last.
        var chosen: Instant
        /// What cancelling would have given at each of the customer's moves.
        var gaveUp: [Int] = []

        mutating func step(_ random: inout Random, from now: Instant) {
            let mover: Canceller = random.int(0...1) == 0 ? .customer : .business
            if mover == .customer { gaveUp.append(terms.share(at: now, start: start, by: .customer)) }
            terms = terms.moved(at: now, from: start, by: mover)
            start = now + .minutes(random.int(1...6000))
            if mover == .customer { chosen = start }
        }
    }

    private func policy(_ random: inout Random, falling: Bool) throws -> RefundPolicy {
        let hours = Set((0..<random.int(0...4)).map { _ in random.int(0...80) }).sorted(by: >)
        var shares = hours.map { _ in random.int(0...4) * 2500 }
        if falling { shares.sort(by: >) }
        return try #require(
            RefundPolicy(tiers: zip(hours, shares).map { RefundTier(hoursBefore: $0, basisPoints: $1) }))
    }

    private func walk(_ random: inout Random, falling: Bool, _ look: (Walk, Instant) -> Void) throws {
        let start = minute(100_000)
        var walk = Walk(terms: RefundTerms(try policy(&random, falling: falling)), start: start, chosen: start)
        var now = start - .minutes(random.int(1...6000))
        for _ in 0..<random.int(1...5) {
            walk.step(&random, from: now)
            let left = Int((walk.start - now).milliseconds / 60_000)
            for _ in 0..<8 { look(walk, now + .minutes(random.int(0...left))) }
            now = now + .minutes(random.int(0...max(0, left - 1)))
        }
    }

    @Test func `a customer's move gives back no more than cancelling then, and a business's move takes nothing away`()
        throws
    {
        var random = Random(15)
        for _ in 0..<3000 {
            try walk(&random, falling: true) { walk, now in
                let share = walk.terms.share(at: now, start: walk.start, by: .customer)
                let most = walk.gaveUp.min() ?? 10_000
                #expect(share <= most)
                for promised in [walk.chosen, walk.start] {
                    #expect(share >= min(most, walk.terms.policy.share(at: now, start: promised, by: .customer)))
                }
                for canceller in [Canceller.business, .system] {
                    #expect(walk.terms.share(at: now, start: walk.start, by: canceller) == 10_000)
                }
            }
        }
    }

    @Test func `the steps tell what cancelling gives at every instant until the start`() throws {
        var random = Random(16)
        for _ in 0..<3000 {
            try walk(&random, falling: false) { walk, now in
                let steps = walk.terms.steps(start: walk.start)
                let told = steps.first { now <= $0.until }?.basisPoints ?? 0
                #expect(told == walk.terms.share(at: now, start: walk.start, by: .customer))
                #expect(steps.allSatisfy { $0.until <= walk.start })
                for (one, next) in zip(steps, steps.dropFirst()) {
                    #expect(one.until < next.until && one.basisPoints != next.basisPoints)
                }
                let ahead = walk.terms.ahead(at: now, start: walk.start)
                #expect(ahead == steps.filter { $0.until > now && $0.basisPoints > 0 })
            }
        }
    }

    @Test func `a move there and back by the business changes nothing`() {
        let (start, now) = (minute(100_000), minute(98_000))
        let terms = RefundTerms(.standard)
        let there = terms.moved(at: now, from: start, by: .business)
        let back = there.moved(at: now, from: start - .hours(30), by: .business)
        #expect(there.steps(start: start - .hours(30)) == [RefundStep(until: start - .hours(30), basisPoints: 10_000)])
        #expect(back.steps(start: start) == terms.steps(start: start))
    }
}
