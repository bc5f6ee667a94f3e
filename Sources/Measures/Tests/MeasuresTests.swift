import CoreMetrics
import Testing

@testable import Measures

@Suite struct MeasuresTests {
    @Test func `a counter rises and is shown by its labels`() async {
        let registry = Registry()
        registry.describe("asked_total", "Questions\nasked.")
        let good = Counter(label: "asked_total", dimensions: [("route", "/a"), ("code", "2xx")], factory: registry)
        let again = Counter(label: "asked_total", dimensions: [("code", "2xx"), ("route", "/a")], factory: registry)
        let odd = Counter(label: "asked_total", dimensions: [("route", "/\"b\\"), ("code", "4xx")], factory: registry)
        good.increment()
        again.increment(by: 2)
        odd.increment()
        let text = await registry.collect()
        #expect(
            text == """
                # HELP asked_total Questions\\nasked.
                # TYPE asked_total counter
                asked_total{code="2xx",route="/a"} 3
                asked_total{code="4xx",route="/\\"b\\\\"} 1

                """)
    }

    @Test func `a gauge shows what was set last, looked at when it is collected`() async {
        let registry = Registry()
        let waiting = Meter(label: "waiting", factory: registry)
        registry.onCollect { waiting.set(7) }
        waiting.set(3)
        let text = await registry.collect()
        #expect(text == "# TYPE waiting gauge\nwaiting 7\n")
    }

    @Test(arguments: [(400_000, 0.0005), (1_000_000, 0.001), (1_000_001, 0.0025), (9_000_000_000, 10)])
    func `a time falls into the first bucket that it fits`(_ nanoseconds: Int64, _ bound: Double) async {
        let series = HistogramSeries(unit: 1e-9)
        series.recordNanoseconds(nanoseconds)
        guard case .histogram(let buckets, let count, let sum) = series.reading else {
            Issue.record("not a histogram")
            return
        }
        let holding = buckets.filter { $0.count == 1 }.map(\.bound)
        #expect(holding == HistogramSeries.bounds.filter { $0 >= bound })
        #expect(count == 1)
        #expect(abs(sum - Double(nanoseconds) / 1e9) < 1e-12)
    }

    @Test func `what is longer than all buckets counts as well`() async {
        let registry = Registry()
        Timer(label: "took_seconds", factory: registry).recordNanoseconds(11_000_000_000)
        let lines = await registry.collect().split(separator: "\n")
        #expect(lines.contains("took_seconds_bucket{le=\"10\"} 0"))
        #expect(lines.contains("took_seconds_bucket{le=\"+Inf\"} 1"))
        #expect(lines.contains("took_seconds_sum 11"))
        #expect(lines.contains("took_seconds_count 1"))
    }

    @Test func `counting from many tasks at once loses nothing`() async {
        let registry = Registry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let counter = Counter(label: "n_total", factory: registry)
                    let timer = Timer(label: "t_seconds", factory: registry)
                    for _ in 0..<500 {
                        counter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }
        let lines = await registry.collect().split(separator: "\n")
        #expect(lines.contains("n_total 10000"))
        #expect(lines.contains("t_seconds_count 10000"))
    }

    @Test func `what has not happened yet is not shown`() async {
        let registry = Registry()
        let counter = Counter(label: "n_total", factory: registry)
        _ = Timer(label: "t_seconds", factory: registry)
        let before = await registry.collect()
        counter.increment()
        let after = await registry.collect()
        #expect(before.isEmpty)
        #expect(after == "# TYPE n_total counter\nn_total 1\n")
    }

    @Test func `series beyond the limit are not shown`() async {
        let registry = Registry()
        for number in 0..<(Registry.most + 50) {
            Counter(label: "many_total", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        let lines = await registry.collect().split(separator: "\n").filter { $0.hasPrefix("many_total{") }
        #expect(lines.count == Registry.most)
    }

    @Test func `the process's own figures are numbers above nothing`() async {
        let registry = Registry()
        ProcessFigures.watch(registry)
        let text = await registry.collect()
        for name in [
            "process_resident_memory_bytes", "process_open_fds", "process_cpu_seconds", "process_start_time_seconds",
        ] {
            let value = text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }?.split(separator: " ").last
            #expect((value.flatMap { Double($0) } ?? 0) > 0, "\(name)")
        }
    }
}
