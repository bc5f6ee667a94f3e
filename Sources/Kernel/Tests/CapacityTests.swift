import Kernel
import Testing

@Suite struct CapacityTests {
    @Test func `the peak agrees with counting every minute`() {
        var random = Random(5)
        for _ in 0..<5000 {
            let claims = (0..<random.int(0...10)).map { _ in
                Claimed(interval: random.interval(limit: 100, longest: 40), units: random.int(1...3))
            }
            let window = random.interval(limit: 100, longest: 60)
            let counts = stride(from: window.from.milliseconds, to: window.to.milliseconds, by: 60_000).map { time in
                claims.filter { $0.interval.contains(Instant(milliseconds: time)) }.map(\.units).reduce(0, +)
            }
            let peak = counts.max() ?? 0
            #expect(Capacity.peak(of: claims, over: window) == peak)
            let capacity = random.int(0...8)
            let units = random.int(1...4)
            #expect(
                Capacity.fits(units, capacity: capacity, among: claims, over: window) == (peak + units <= capacity))
            let excess = Capacity.excess(units, capacity: capacity, among: claims, over: window)
            #expect(excess == max(0, peak + units - capacity))
        }
    }

    @Test func `bookings back to back never add up`() {
        let claims = [Claimed(interval: minutes(0, 30), units: 1), Claimed(interval: minutes(30, 60), units: 1)]
        #expect(Capacity.peak(of: claims, over: minutes(0, 60)) == 1)
        #expect(Capacity.fits(1, capacity: 1, among: claims, over: minutes(60, 90)))
    }
}
