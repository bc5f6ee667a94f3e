import HTTPTypes
import House
import Jobs
import Kernel
import Logging
import Measures
import Storage
import TestSupport
import Testing
import Web

@testable import daybook

/// What an operator reads off a running house (N4).
@Suite struct MeasureTests {
    private func value(_ line: String, _ text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix("\(line) ") }?.split(separator: " ").last.flatMap {
            Double($0)
        }
    }

    @Test(arguments: TestEngine.available)
    func `answers are counted by route and status, never by what was asked`(_ engine: TestEngine) async throws {
        try await TestHouse.with(engine) { house in
            let before = await house.measures.collect()
            let asked = "daybook_http_requests_total{method=\"GET\",route=\"/book/{slug}\",status=\"2xx\"}"
            let missed = "daybook_http_requests_total{method=\"GET\",route=\"/book/{slug}\",status=\"4xx\"}"
            for path in ["/book/swim-school", "/book/swim-school", "/book/nobody-here"] {
                _ = await house.composition.site.answer(Incoming(.get, path))
            }
            _ = await house.composition.site.answer(Incoming(.get, "/no/such/place"))
            let after = await house.measures.collect()
            #expect((value(asked, after) ?? 0) - (value(asked, before) ?? 0) == 2)
            #expect((value(missed, after) ?? 0) - (value(missed, before) ?? 0) == 1)
            #expect(value("daybook_http_requests_total{method=\"any\",route=\"none\",status=\"4xx\"}", after) == 1)
            #expect(!after.contains("nobody-here"))
            #expect(!after.contains("swim-school"))
            #expect((value("daybook_transaction_seconds_count{kind=\"write\"}", after) ?? 0) > 5)
            #expect(value("daybook_database_up", after) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `jobs that are due are counted until they are done, and then among the runs`(_ engine: TestEngine) async throws
    {
        try await TestHouse.with(engine) { house in
            _ = try await house.composition.worker.drain()
            try await house.store.write { db in
                for number in 0..<3 {
                    try JobQueue.enqueue(
                        "Bookings.expire", ["booking": "bkg_\(number)"], due: db.now - .seconds(30), in: db)
                }
                try JobQueue.enqueue("Bookings.expire", ["booking": "bkg_9"], due: db.now + .hours(1), in: db)
            }
            let waiting = await house.measures.collect()
            #expect(value("daybook_jobs_due", waiting) == 3)
            #expect(value("daybook_jobs_oldest_seconds", waiting) == 30)
            #expect(value("daybook_jobs_parked", waiting) == 0)
            _ = try await house.composition.worker.drain()
            let done = await house.measures.collect()
            #expect(value("daybook_jobs_due", done) == 0)
            #expect(value("daybook_jobs_total{kind=\"Bookings.expire\",outcome=\"done\"}", done) == 3)
        }
    }

    @Test func `a database that is away is told, and the figures are given all the same`() async throws {
        try await TestHouse.with(.sqlite) { house in
            await house.store.close()
            let text = await house.measures.collect()
            #expect(value("daybook_database_up", text) == 0)
            let ready = await house.composition.site.answer(Incoming(.get, "/health/ready"))
            let live = await house.composition.site.answer(Incoming(.get, "/health/live"))
            #expect(ready.status == 503)
            #expect(ready.headers.contains { $0 == ("retry-after", "2") })
            #expect(live.status == 200)
        }
    }
}
