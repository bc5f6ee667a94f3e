import CoreMetrics
import Synchronization

/// What this process counts, weighs and times, for Prometheus to collect (N4): a backend of swift-metrics.
///
/// Names and labels come from code, never from visitors, so the number of series is bounded by the program; should it grow beyond
/// `most` all the same, further series are counted and not shown.
package final class Registry: MetricsFactory, Sendable {
    static let most = 5_000

    private struct State {
        var series: [SeriesKey: any Series] = [:]
        var help: [String: String] = [:]
        var collectors: [@Sendable () async -> Void] = []
    }
    private let state = Mutex(State())

    package init() {}

    /// What `name` means, for whoever reads it.
    package func describe(_ name: String, _ help: String) { state.withLock { $0.help[name] = help } }

    /// Calls `work` before every collection: it looks at what can only be read, such as the length of a queue.
    package func onCollect(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { $0.collectors.append(work) }
    }

    /// Everything, in Prometheus's text format 0.0.4.
    package func collect() async -> String {
        for collector in state.withLock({ $0.collectors }) { await collector() }
        let (series, help) = state.withLock { ($0.series, $0.help) }
        return Exposition.text(series, help)
    }

    private func find<T: Series>(_ name: String, _ dimensions: [(String, String)], _ make: () -> T) -> T {
        let key = SeriesKey(name, dimensions)
        return state.withLock { state in
            if let known = state.series[key] as? T { return known }
            let new = make()
            if state.series[key] == nil, state.series.count < Self.most { state.series[key] = new }
            return new
        }
    }

    // MARK: swift-metrics

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, dimensions) { CounterSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(label, dimensions) { GaugeSeries() }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if aggregate {
            find(label, dimensions) { HistogramSeries(unit: 1) }
        } else {
            find(label, dimensions) { GaugeSeries() }
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(label, dimensions) { HistogramSeries(unit: 1e-9) }
    }

    /// A series that has begun is shown until the process ends.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
