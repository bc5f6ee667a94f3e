import CoreMetrics

/// Counts and times the answers of one route. Made once, so a request costs no look-up.
final class RouteMeasure: Sendable {
    static let answers = "daybook_http_requests_total"
    static let seconds = "daybook_http_request_seconds"

    private let timer: CoreMetrics.Timer
    private let byClass: [Counter]

    /// - Parameter path: the pattern, never what was asked.
    init(_ method: String, _ path: String, _ factory: any MetricsFactory) {
        let route = [("method", method), ("route", path)]
        timer = CoreMetrics.Timer(label: Self.seconds, dimensions: route, factory: factory)
        byClass = (1...5).map { hundreds in
            Counter(label: Self.answers, dimensions: route + [("status", "\(hundreds)xx")], factory: factory)
        }
    }

    func note(_ status: Int, since began: ContinuousClock.Instant) {
        let took = ContinuousClock.now - began
        timer.recordNanoseconds(took.components.seconds * 1_000_000_000 + took.components.attoseconds / 1_000_000_000)
        byClass[min(5, max(1, status / 100)) - 1].increment()
    }
}
