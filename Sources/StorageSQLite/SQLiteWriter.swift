import Dispatch
import Kernel
import Storage
import Synchronization

/// Group commit: one thread takes all the writes that wait, runs them in one transaction, and pays for one fsync. Each body is undone
/// alone when it throws; nobody is answered before the commit is durable.
final class SQLiteWriter: Sendable {
    private struct State {
        var line = Lines<any SQLiteWriting>()
        var isRunning = false
        /// Somebody will look after the errands that wait.
        var isTimed = false
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

    /// - Parameter isErrand: lets others go first.
    func submit(_ write: any SQLiteWriting, isErrand: Bool) {
        enum Fate { case refused(String), waits, starts }
        let fate: Fate = state.withLock { state in
            if state.isClosed { return .refused("the store is closed") }
            if state.line.count >= waitingLimit { return .refused("\(waitingLimit) writes are waiting") }
            state.line.append(write, isErrand: isErrand)
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

    /// Writes the whole file anew without what was deleted, between two groups.
    func purge() async throws {
        guard !state.withLock({ $0.isClosed }) else { throw StorageFault.unavailable("the store is closed") }
        let connection = connection
        try await withCheckedThrowingContinuation { caller in
            connection.async { caller.resume(with: Result { try connection.purge() }) }
        }
    }

    /// Refuses what comes from now on, and returns when all that waited has been answered.
    func close() async {
        state.withLock { $0.isClosed = true }
        await withCheckedContinuation { done in
            connection.async {
                self.drain()
                done.resume()
            }
        }
        connection.close()
    }

    private func drain() {
        while let (write, isErrand) = next(orRest: true) { commitGroup(startingWith: write, isErrand) }
    }

    /// - Parameter onlyLazy: a group that promises little takes nobody who asks for more.
    private func next(orRest: Bool, onlyLazy: Bool = false) -> (element: any SQLiteWriting, isErrand: Bool)? {
        let (write, turn) = state.withLock { state -> ((any SQLiteWriting, Bool)?, Lines<any SQLiteWriting>.Moment?) in
            if state.isClosed { return (state.line.popAny().map { ($0, true) }, nil) }
            if let write = state.line.popFirst(if: { !onlyLazy || $0.durability == .lazy }) { return (write, nil) }
            guard orRest else { return (nil, nil) }
            state.isRunning = false
            guard !state.isTimed, let turn = state.line.turn else { return (nil, nil) }
            state.isTimed = true
            return (nil, turn)
        }
        if let turn { resume(at: turn) }
        return write
    }

    /// Looks again when an errand's turn may have come.
    private func resume(at turn: Lines<any SQLiteWriting>.Moment) {
        let pause_ns = max(0, (turn - .now) / .nanoseconds(1))
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(Int(pause_ns))) { [weak self] in
            guard let self else { return }
            let starts = state.withLock { state in
                state.isTimed = false
                guard !state.isRunning, !state.isClosed else { return false }
                state.isRunning = true
                return true
            }
            if starts { connection.async { self.drain() } }
        }
    }

    private func commitGroup(startingWith first: any SQLiteWriting, _ isErrand: Bool) {
        let isLazy = first.durability == .lazy
        var group = SQLiteGroup(connection, first.durability, wakes)
        var write: (element: any SQLiteWriting, isErrand: Bool)? = (first, isErrand)
        var servesSomebody = false
        while let (current, isErrand) = write {
            group.run(current, now: clock())
            servesSomebody = servesSomebody || !isErrand
            write = group.isBroken || group.count >= groupLimit ? nil : next(orRest: false, onlyLazy: isLazy)
        }
        group.commit()
        if servesSomebody { state.withLock { $0.line.served() } }
        if let refusal = group.refusal { refuseAll(refusal) }
    }

    /// The next ones would each wait as long for the same lock.
    private func refuseAll(_ error: any Error) {
        for write in state.withLock({ $0.line.popAll() }) { write.fail(error) }
    }
}
