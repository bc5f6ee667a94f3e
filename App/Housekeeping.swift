import Bookings
import Customers
import Federation
import House
import Identity
import Jobs
import Kernel
import Logging
import Members
import Messages
import Storage
import Web

/// What a node does beside serving and working: closing the chains of events, telling other nodes of changes, forgetting what is old.
struct Housekeeping: Sendable {
    static let channel = "daybook_changes"
    let house: House
    let keys: SigningKeys

    /// Until its task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await every(.seconds(1)) { try await seal() } }
            group.addTask { await every(.seconds(2)) { try await keys.refresh(house.store) } }
            group.addTask {
                await every(.seconds(3_600)) { await forget() }
            }
            if house.store.dialect == .postgres {
                group.addTask { await every(.milliseconds(20)) { try await tell() } }
                group.addTask { await every(.seconds(1)) { try await count() } }
            }
        }
    }

    /// Hears of changes on other nodes.
    func listen() throws {
        guard house.store.dialect == .postgres else { return }
        let pulse = house.pulse
        try house.store.listen(Self.channel, lost: { pulse.lost() }) { payload in
            if let news = Pulse.News(payload) { pulse.heard(news) }
        }
    }

    private func seal() async throws {
        try await Errand.$isRunning.withValue(true) {
            while try await house.store.write(.lazy, { db in try EventLog.seal(in: db) }) > 0 {}
        }
    }

    /// How many rows a transaction forgets at most where there may be many; bookings go on between two of them.
    private static let batch = 500

    /// Each answers how many rows it has forgotten, of `batch` at most.
    private static let forgetting: [@Sendable (Transaction) throws -> Int] = [
        { db in
            try IdentitySlice.forgetExpired(in: db)
            try FederationSlice.forgetExpired(in: db)
            try db.forgetCodes()
            try db.forgetReceivers()
            return try JobQueue.forgetPersonal(in: db)
        },
        { try Idempotency.forget(limit: batch, in: $0) }, { try EventLog.forgetOldOrigins(limit: batch, in: $0) },
        { try MessageSlice.forgetTexts(limit: batch, in: $0) }, { try $0.forgetInvitations(limit: batch) },
        { try BookingSlice.forgetHolders(limit: batch, in: $0) },
    ]

    /// Forgets what is old, and lets people's transactions go first.
    func forget() async {
        await Errand.$isRunning.withValue(true) {
            for step in Self.forgetting {
                await logging { while try await house.store.write(step) >= Self.batch {} }
            }
        }
    }

    private func count() async throws {
        try await Errand.$isRunning.withValue(true) {
            _ = try await house.store.write(.lazy) { db in try db.countGrown() }
        }
    }

    private func tell() async throws {
        for news in house.pulse.takeUntold() { try await house.store.notify(Self.channel, news.text) }
    }

    private func logging(_ work: () async throws -> Void) async {
        do { try await work() } catch { house.log.warning("housekeeping", metadata: ["error": "\(error)"]) }
    }

    private func every(_ pause: Duration, _ work: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            await logging(work)
            try? await Task.sleep(for: pause)
        }
    }
}
