import CoreMetrics
import Kernel
import Logging
import Storage

/// Takes due jobs and runs them, in every node. Two lanes, so that slow mails never hold up an expiry.
package struct Worker: Sendable {
    private let lanes: [JobLane]

    /// - Parameters:
    ///   - handlers: one per kind; jobs of other kinds are left for nodes that know them.
    ///   - lease: how long a job that was taken stays with this worker without a sign of life.
    ///   - poll: how often the table is looked at when nobody wakes us, in real time.
    package init(
        store: any Store, handlers: [JobHandler], logger: Logger, lease: Span = .seconds(60),
        poll: Duration = .milliseconds(500), metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        let byKind = Dictionary(handlers.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        let runner = JobRunner(store: store, handlers: byKind, lease: lease, logger: logger, metrics: metrics)
        let inside = byKind.values.filter(\.isInTransaction).map(\.kind).sorted()
        let outside = byKind.values.filter { !$0.isInTransaction }.map(\.kind).sorted()
        // What runs in a transaction ends there as well, once, whoever holds a lease.
        lanes = [
            JobLane(runner, inside, width: 4, poll: poll, taking: .lazy),
            JobLane(runner, outside, width: 16, poll: poll, taking: .full),
        ]
        .filter { !$0.kinds.isEmpty }
    }

    /// Works until its task is cancelled, and lets people's transactions go first; what is running then gets cancelled and comes due again when its lease ends.
    package func run() async {
        await Errand.$isRunning.withValue(true) {
            await withDiscardingTaskGroup { group in
                for lane in lanes { group.addTask { await lane.run() } }
            }
        }
    }

    /// For tests and the demo world: runs everything that is due, and what that makes due, until nothing is.
    /// - Returns: how many jobs were run. Throws `StorageFault`.
    @discardableResult
    package func drain() async throws -> Int {
        var total = 0
        while true {
            var round = 0
            for lane in lanes { round += try await lane.step() }
            if round == 0 { return total }
            total += round
        }
    }
}

extension JobHandler {
    fileprivate var isInTransaction: Bool {
        if case .inTransaction = work { true } else { false }
    }
}
