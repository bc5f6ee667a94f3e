import CoreMetrics
import Synchronization

/// One name with one set of labels.
struct SeriesKey: Hashable, Comparable {
    struct Label: Hashable { let name, value: String }
    let name: String
    let labels: [Label]

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = name
        labels = dimensions.map { Label(name: $0.0, value: $0.1) }.sorted { $0.name < $1.name }
    }

    static func < (one: SeriesKey, other: SeriesKey) -> Bool {
        (one.name, one.labels.map(\.value).joined(separator: "\u{1F}"))
            < (other.name, other.labels.map(\.value).joined(separator: "\u{1F}"))
    }
}

/// What has been seen so far, as Prometheus takes it.
enum Reading {
    case counter(Int64)
    case gauge(Double)
    /// How many were at most each bound, how many in all, and their sum.
    case histogram(buckets: [(bound: Double, count: Int)], count: Int, sum: Double)

    /// Nothing has happened yet: of hundreds of routes most are asked for by nobody.
    var isSilent: Bool {
        switch self {
        case .counter(let total): total == 0
        case .gauge: false
        case .histogram(_, let count, _): count == 0
        }
    }
}

protocol Series: AnyObject, Sendable {
    var reading: Reading { get }
}

final class CounterSeries: Series, CounterHandler {
    private let total = Atomic<Int64>(0)

    func increment(by amount: Int64) { total.add(max(0, amount), ordering: .relaxed) }
    /// Prometheus's counters never go back.
    func reset() {}
    var reading: Reading { .counter(total.load(ordering: .relaxed)) }
}

final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
    var reading: Reading { .gauge(value.withLock { $0 }) }
}

/// Counts by size. Times are recorded in nanoseconds and shown in seconds, from half a millisecond to ten seconds.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private struct State {
        var counts = [Int](repeating: 0, count: bounds.count + 1)
        var sum = 0.0
    }
    private let unit: Double
    private let state = Mutex(State())

    init(unit: Double) { self.unit = unit }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) {
        let shown = value * unit
        let place = Self.bounds.firstIndex { shown <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[place] += 1
            state.sum += shown
        }
    }

    var reading: Reading {
        let seen = state.withLock { $0 }
        var running = 0
        let buckets = zip(Self.bounds, seen.counts).map { bound, count in
            running += count
            return (bound: bound, count: running)
        }
        return .histogram(buckets: buckets, count: seen.counts.reduce(0, +), sum: seen.sum)
    }
}
