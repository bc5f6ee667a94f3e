import Kernel
import Testing

@Suite struct IntervalTests {
    @Test func `an interval is never empty`() {
        #expect(Interval(from: minute(5), to: minute(5)) == nil)
        #expect(Interval(from: minute(6), to: minute(5)) == nil)
        #expect(Interval(from: minute(5), to: minute(6))?.duration == .minutes(1))
    }

    @Test func `intervals that touch do not overlap`() {
        #expect(!minutes(0, 10).overlaps(minutes(10, 20)))
        #expect(minutes(0, 10).intersection(minutes(10, 20)) == nil)
        #expect(minutes(0, 10).overlaps(minutes(9, 20)))
        #expect(minutes(0, 10).intersection(minutes(9, 20)) == minutes(9, 10))
    }

    @Test func `an interval has its first instant and lacks its last`() {
        #expect(minutes(0, 10).contains(minute(0)))
        #expect(!minutes(0, 10).contains(minute(10)))
        #expect(minutes(0, 10).contains(minutes(0, 10)))
        #expect(!minutes(0, 10).contains(minutes(0, 11)))
    }

    @Test func `buffers widen an interval on both sides`() {
        #expect(minutes(10, 20).expanded(before: .minutes(5), after: .minutes(15)) == minutes(5, 35))
    }

    @Test func `spans add, subtract, multiply and compare`() {
        #expect(Span.hours(1) + .minutes(30) == .minutes(90))
        #expect(Span.days(1) - .hours(23) == .seconds(3600))
        #expect(Span.minutes(15) * 4 == .hours(1))
        #expect(Span.milliseconds(-1) < .zero)
        #expect(Span.milliseconds(119_999).minutes == 1)
        #expect(minute(90) - minute(30) == .hours(1))
        #expect(minute(90) - .hours(1) == minute(30))
    }

    @Test func `the algebra of interval sets agrees with a bitmap of minutes`() {
        var random = Random(1)
        for _ in 0..<4000 {
            let (left, right) = (Self.intervals(&random), Self.intervals(&random))
            let (a, b) = (IntervalSet(left), IntervalSet(right))
            let (x, y) = (Bitmap(left), Bitmap(right))
            let clip = random.interval(limit: Bitmap.size, longest: Bitmap.size)
            #expect(Bitmap(checking: a) == x)
            #expect(Bitmap(checking: a.union(b)) == x.combined(y) { $0 || $1 })
            #expect(Bitmap(checking: a.intersection(b)) == x.combined(y) { $0 && $1 })
            #expect(Bitmap(checking: a.subtracting(b)) == x.combined(y) { $0 && !$1 })
            #expect(Bitmap(checking: a.clipped(to: clip)) == x.combined(Bitmap([clip])) { $0 && $1 })
            #expect(a.isEmpty == !x.minutes.contains(true))
            let probe = random.interval(limit: Bitmap.size, longest: 12)
            #expect(a.contains(probe) == x.contains(probe))
            #expect(a.contains(probe.from) == x.contains(Interval(from: probe.from, lasting: .minutes(1))))
        }
    }

    private static func intervals(_ random: inout Random) -> [Interval] {
        (0..<random.int(0...9)).map { _ in random.interval(limit: Bitmap.size, longest: 25) }
    }
}

/// The slow oracle: one flag for each minute.
private struct Bitmap: Equatable {
    static let size = 120
    var minutes = Array(repeating: false, count: size)

    init(_ intervals: [Interval]) {
        for interval in intervals { fill(interval) }
    }

    /// The set's minutes, and nothing at all when it isn't sorted, disjoint and coalesced.
    init(checking set: IntervalSet) {
        guard zip(set.intervals, set.intervals.dropFirst()).allSatisfy({ $0.to < $1.from }) else {
            minutes = []
            return
        }
        for interval in set.intervals { fill(interval) }
    }

    private mutating func fill(_ interval: Interval) {
        for minute in Self.range(interval) { minutes[minute] = true }
    }

    func combined(_ other: Bitmap, _ operation: (Bool, Bool) -> Bool) -> Bitmap {
        var result = self
        for index in minutes.indices { result.minutes[index] = operation(minutes[index], other.minutes[index]) }
        return result
    }

    func contains(_ interval: Interval) -> Bool {
        Self.range(interval).allSatisfy { minutes[$0] }
    }

    private static func range(_ interval: Interval) -> Range<Int> {
        Int(interval.from.milliseconds / 60_000)..<Int(interval.to.milliseconds / 60_000)
    }
}
