import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Jobs

/// What a job says, and who sees it.
@Suite(.serialized) struct PayloadTests {
    @Test(arguments: TestEngine.available)
    func `a payload that could say something of somebody is refused`(_ engine: TestEngine) async throws {
        try await onStage(engine) { store, _ in
            let telling = [
                "john@example.com", "192.0.2.7", "2001:db8::1", "Mozilla/5.0 (X11)", "John Doe", "john", "K7M2Q9XA",
                "bkg_1 bkg_2", "bkg_", "_1", "usr_JOHN", "abcde_1", "12345678901234567890", "-", "é",
            ]
            for text in telling {
                await #expect(throws: TellingPayload(kind: "k", name: "about")) {
                    try await store.write { db in
                        try JobQueue.enqueue("k", ["booking": "bkg_1", "about": text], due: db.now, in: db)
                    }
                }
            }
            for text in ["john@example.com", "Mozilla/5.0", "192.0.2.7", "John", "john doe"] {
                await #expect(throws: TellingPayload(kind: "k", name: "actor")) {
                    try await store.write { db in try JobQueue.enqueue("k", ["actor": text], due: db.now, in: db) }
                }
            }
            try await store.write { db in
                let plain = [
                    "action": "user.password_reset_requested", "actor": "customer", "business": "-12",
                    "event": "evt_1f8kq",
                    "none": "",
                ]
                try JobQueue.enqueue("k", plain, due: db.now, in: db)
            }
            #expect(try await live(store) == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func `what a job knows of somebody is its handler's alone, and is forgotten a week after it was given up`(
        _ engine: TestEngine
    ) async throws {
        try await onStage(engine) { store, stage in
            let known = Mutex<[String: String]>([:])
            let worker = Worker(
                store,
                JobHandler(
                    "asks", attempts: 1,
                    .inTransaction { job, _ in
                        known.withLock { $0 = job.personal }
                        throw Broken()
                    }))
            let about = ["email": "john@example.com", "agent": #"Moz "9" \ é"#]
            try await store.write { db in
                try JobQueue.enqueue("asks", ["n": "1"], personal: about, due: db.now, in: db)
                try JobQueue.enqueue("asks", ["n": "2"], due: db.now, in: db)
            }
            try await worker.drain()
            let listed = try await store.read { db in try JobQueue.listed(.parked, limit: 10, in: db) }
            #expect(listed.count == 2 && !"\(listed)".contains("john") && !"\(listed)".contains("Moz"))
            let held: String? = try await store.read { db in
                try db.value("SELECT personal FROM jobs WHERE personal IS NOT NULL")
            }
            #expect(held?.contains("john@example.com") == true)
            stage.advance(JobQueue.personalKept)
            #expect(try await store.write { db in try JobQueue.forgetPersonal(in: db) } == 0)
            let first = try #require(listed.last)
            #expect(try await store.write { db in try JobQueue.retry(first.id, in: db) })
            try await worker.drain()
            #expect(known.withLock { $0 } == about)
            stage.advance(JobQueue.personalKept + .milliseconds(1))
            #expect(try await store.write { db in try JobQueue.forgetPersonal(in: db) } == 1)
            #expect(try await store.read { db in try JobQueue.listed(limit: 10, in: db) }.count == 1)
        }
    }
}
