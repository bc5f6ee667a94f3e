import Kernel
import Testing

@testable import Privacy

@Suite struct RetentionTests {
    @Test(arguments: [1, 12, 36, 120])
    func `a period in months is never shorter than its months`(_ months: Int) {
        let now = Instant(milliseconds: 1_800_000_000_000)
        let days = (now - PrivacySlice.cutoff(months, at: now)).milliseconds / 86_400_000
        #expect(days >= Int64(months * 365 / 12) && days <= Int64(months * 31))
    }
}
