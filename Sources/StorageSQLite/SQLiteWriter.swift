import Kernel
import Storage
import Synchronization

/// Group commit: one thread takes all the writes that wait, runs them in one transaction, and pays for one fsync. Each body is undone
/// alone when it throws; nobody is answered before the commit is durable.
final class SQLiteWriter: Sendable {
    private struct State {
        var waiting = Fifo<any SQLiteWriting>()
        var isRunning = false
        var isClosed = false
    }

    private let connection: SQLiteConnection
    private let clock: @Sendable () -> Instant
    private let wakes: Wakes
    private let groupLimit: Int
    private let waitingLimit: Int
    private let state = Mutex(State())

    init(
        _ connection: SQLiteConnection, clock: @escaping @Sendable () -> Instant, wakes: Wakes, groupLimit: Int = 256,
        waitingLimit: Int = 8192
    ) {
        self.connection = connection
        self.clock = clock
        self.wakes = wakes
        self.groupLimit = groupLimit
        self.waitingLimit = waitingLimit
    }

    func submit(_ write: any SQLiteWriting) {
        enum Fate { case refused(String), waits, starts }
        let fate: Fate = state.withLock { state in
            if state.isClosed { return .refused("the store is closed") }
            if state.waiting.count >= waitingLimit { return .refused("\(waitingLimit) writes are waiting") }
            state.waiting.append(write)
            if state.isRunning { return .waits }
            state.isRunning = true
            return .starts
        }
        switch fate {
        case .refused(let reason): write.fail(StorageFault.unavailable(reason))
        case .waits: break
        case .starts: connection.async { self.drain() }
        }
    }

    /// Refuses what comes from now on, and returns when all that waited has been answered.
    func close() async {
        state.withLock { $0.isClosed = true }
        await withCheckedContinuation { done in
            connection.async { done.resume() }
        }
        connection.close()
    }

    private func drain() {
        while let write = next(orRest: true) { commitGroup(startingWith: write) }
    }

    private func next(orRest: Bool) -> (any SQLiteWriting)? {
        state.withLock { state in
            let write = state.waiting.popFirst()
            if write == nil && orRest { state.isRunning = false }
            return write
        }
    }

    private func commitGroup(startingWith first: any SQLiteWriting) {
        var group = SQLiteGroup(connection, wakes)
        var write: (any SQLiteWriting)? = first
        while let current = write {
            group.run(current, now: clock())
            write = group.isBroken || group.count >= groupLimit ? nil : next(orRest: false)
        }
        group.commit()
        if let refusal = group.refusal { refuseAll(refusal) }
    }

    /// The next ones would each wait as long for the same lock.
    private func refuseAll(_ error: any Error) {
        for write in state.withLock({ $0.waiting.popAll() }) { write.fail(error) }
    }
}
