import Kernel
import Testing

@Suite struct RefundTests {
    @Test func `the tier that holds is the first whose hours are still ahead`() {
        var random = Random(6)
        for _ in 0..<4000 {
            let hours = Set((0..<random.int(0...5)).map { _ in random.int(0...80) }).sorted(by: >)
            let tiers = hours.map { RefundTier(hoursBefore: $0, basisPoints: random.int(0...10_000)) }
            guard let policy = RefundPolicy(tiers: tiers) else {
                Issue.record("\(tiers) must be a policy")
                continue
            }
            let start = minute(100_000)
            let ahead = random.int(-200...6000)
            var expected = 0
            for tier in tiers.reversed() where ahead >= tier.hoursBefore * 60 { expected = tier.basisPoints }
            let now = start - .minutes(ahead)
            #expect(policy.share(at: now, start: start, by: .customer) == expected)
            #expect(policy.share(at: now, start: start, by: .business) == 10_000)
            #expect(policy.share(at: now, start: start, by: .system) == 10_000)
            for step in policy.steps(start: start) {
                #expect(policy.share(at: step.until, start: start, by: .customer) == step.basisPoints)
                let late = policy.share(at: step.until + .milliseconds(1), start: start, by: .customer)
                #expect(late == policy.tiers.first { start - .hours($0.hoursBefore) > step.until }?.basisPoints ?? 0)
            }
        }
    }

    @Test func `by default a day is free, six hours cost half, and less costs all`() throws {
        let euro = try #require(Currency("EUR"))
        let paid = Money(minor: 5001, currency: euro)
        let start = minute(10_000)
        func back(_ minutesBefore: Int) -> Int64 {
            RefundPolicy.standard.refund(of: paid, at: start - .minutes(minutesBefore), start: start, by: .customer)
                .minor
        }
        #expect(back(24 * 60) == 5001)
        #expect(back(24 * 60 - 1) == 2500)
        #expect(back(6 * 60) == 2500)
        #expect(back(6 * 60 - 1) == 0)
        #expect(back(-60) == 0)
        #expect(
            RefundPolicy.standard.steps(start: start) == [
                RefundStep(until: start - .hours(24), basisPoints: 10_000),
                RefundStep(until: start - .hours(6), basisPoints: 5000),
            ])
    }

    @Test func `tiers out of order or out of range are not a policy`() {
        func isPolicy(_ tiers: [(Int, Int)]) -> Bool {
            RefundPolicy(tiers: tiers.map { RefundTier(hoursBefore: $0, basisPoints: $1) }) != nil
        }
        #expect(isPolicy([]))
        #expect(isPolicy([(24, 10_000), (0, 0)]))
        #expect(!isPolicy([(6, 100), (24, 100)]))
        #expect(!isPolicy([(6, 100), (6, 50)]))
        #expect(!isPolicy([(-1, 100)]))
        #expect(!isPolicy([(87_601, 100)]))
        #expect(!isPolicy([(1, 10_001)]))
        #expect(!isPolicy([(1, -1)]))
    }
}
