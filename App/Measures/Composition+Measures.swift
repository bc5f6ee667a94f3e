import CoreMetrics
import House
import Jobs
import Kernel
import Measures
import Storage
import Timekeeping
import Web

extension Composition {
    /// Describes what is counted, and looks at every collection at what can only be read.
    func watch(_ registry: Registry) {
        let notes = [
            "daybook_http_requests_total": "Answers, by route and by the hundreds of their status.",
            "daybook_http_request_seconds": "Time from a request to its answer.",
            MeasuredStore.seconds: "Time of a transaction, waiting for its turn included.",
            MeasuredStore.faults: "Transactions that the database did not take.",
            "daybook_jobs_total":
                "Runs of jobs, by kind and outcome: done, failed (tried again later), parked (given up).",
            "daybook_job_seconds": "Time of one run.",
            "daybook_jobs_due": "Jobs that are due and not yet done, on all nodes together.",
            "daybook_jobs_oldest_seconds": "How long the first of them has been due.",
            "daybook_jobs_parked": "Jobs that were given up and wait for somebody to look at them.",
            "daybook_live_streams": "Open pages that this node keeps up to date.",
            "daybook_database_up": "1 when the database took a statement at this collection, else 0.",
        ]
        for (name, note) in notes { registry.describe(name, note) }
        ProcessFigures.watch(registry)
        watchJobs(registry)
        let streams = Meter(label: "daybook_live_streams", factory: registry)
        let site = site
        registry.onCollect { streams.set(site.live.count) }
    }

    private func watchJobs(_ registry: Registry) {
        let (store, clock) = (house.store, house.clock)
        let due = Meter(label: "daybook_jobs_due", factory: registry)
        let oldest = Meter(label: "daybook_jobs_oldest_seconds", factory: registry)
        let parked = Meter(label: "daybook_jobs_parked", factory: registry)
        let up = Meter(label: "daybook_database_up", factory: registry)
        registry.onCollect {
            guard let figures = try? await store.read({ db in try JobQueue.figures(in: db) }) else {
                for gauge in [due, oldest, parked] { gauge.set(Double.nan) }
                return up.set(0)
            }
            up.set(1)
            due.set(figures.due)
            parked.set(figures.parked)
            oldest.set(figures.oldest.map { Double((clock.now() - $0).milliseconds) / 1_000 } ?? 0)
        }
    }
}
