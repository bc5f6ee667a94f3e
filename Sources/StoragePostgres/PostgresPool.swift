import Dispatch
import Foundation
import Storage

/// Requests in line and the threads that serve them. `@unchecked Sendable`: `condition` guards everything that changes.
final class PostgresPool: @unchecked Sendable {
    private struct Waiting {
        let request: any PostgresRequest
        let deadline: DispatchTime
    }

    private let limits: PostgresLimits
    private let condition = NSCondition()
    private var line = Lines<Waiting>()
    private var connectedCount = 0
    private var threadCount: Int
    private var fault: StorageFault?
    private var isClosing = false
    /// Threads that wait to connect again: a signal to one of these serves nobody.
    private var pausingCount = 0
    private var closers: [CheckedContinuation<Void, Never>] = []
    private let sweeper: any DispatchSourceTimer

    init(address: PostgresAddress, size: Int, limits: PostgresLimits) {
        self.limits = limits
        self.threadCount = size
        self.sweeper = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "daybook.postgres.deadlines"))
        sweeper.setEventHandler { [weak self] in self?.refuseLate() }
        sweeper.schedule(deadline: .now() + .milliseconds(250), repeating: .milliseconds(250))
        sweeper.activate()
        for number in 1...size {
            let worker = PostgresWorker(self, address, limits)
            let thread = Thread { worker.run() }
            thread.name = "daybook.postgres.\(number)"
            thread.start()
        }
    }

    /// Puts `request` in line, or refuses it: closed, no server, too many waiting.
    /// - Parameter isErrand: lets others go first.
    func submit(_ request: any PostgresRequest, isErrand: Bool) {
        let refusal = locked { () -> StorageFault? in
            if isClosing { return .unavailable("the store is closed") }
            if connectedCount == 0, let fault { return fault }
            if line.count >= limits.waiting { return .unavailable("\(limits.waiting) requests are waiting") }
            let waiting = Waiting(request: request, deadline: .now() + .milliseconds(limits.wait_ms))
            line.append(waiting, isErrand: isErrand)
            if pausingCount > 0 { condition.broadcast() } else { condition.signal() }
            return nil
        }
        if let refusal { request.fail(refusal) }
    }

    /// Refuses what comes from now on. Returns when what waits has been served and the connections are closed.
    func close() async {
        await withCheckedContinuation { closer in
            let isDone = locked { () -> Bool in
                isClosing = true
                condition.broadcast()
                if threadCount > 0 { closers.append(closer) }
                return threadCount == 0
            }
            if isDone { closer.resume() }
        }
    }

    /// As `close`, without waiting.
    func shut() {
        locked {
            isClosing = true
            condition.broadcast()
        }
    }

    private func locked<T>(_ body: () -> T) -> T {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    private func refuseLate() {
        let now = DispatchTime.now()
        let late = locked { line.popLate { $0.deadline < now } }
        for waiting in late {
            waiting.request.fail(StorageFault.unavailable("no free connection in \(limits.wait_ms) ms"))
        }
    }
}

/// What the threads ask and tell.
extension PostgresPool {
    /// The next request, and whether it is an errand; waits for one. Nil when the store closes and nobody waits any more.
    func next() -> (request: any PostgresRequest, isErrand: Bool)? {
        locked {
            while !isClosing {
                if let (waiting, isErrand) = line.popFirst() { return (waiting.request, isErrand) }
                guard let turn = line.turn else {
                    condition.wait()
                    continue
                }
                let pause_s = max(0, (turn - .now) / .seconds(1))
                _ = condition.wait(until: Date().addingTimeInterval(pause_s))
            }
            return line.popAny().map { ($0.request, true) }
        }
    }

    /// Somebody has been served who was waiting for it.
    func served() { locked { line.served() } }

    func connected() {
        locked {
            connectedCount += 1
            fault = nil
        }
    }

    func disconnected() { locked { connectedCount -= 1 } }

    /// A thread could not connect. While none can, nobody is kept waiting.
    func couldNotConnect(_ fault: StorageFault) {
        let refused = locked { () -> [Waiting] in
            self.fault = fault
            return connectedCount == 0 ? line.popAll() : []
        }
        for waiting in refused { waiting.request.fail(fault) }
    }

    /// Sleeps before the next attempt to connect; false when the store closes.
    func pause(_ seconds: Double) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        return locked {
            pausingCount += 1
            defer { pausingCount -= 1 }
            while !isClosing, Date() < end { _ = condition.wait(until: end) }
            return !isClosing
        }
    }

    func threadEnds() {
        let closers = locked { () -> [CheckedContinuation<Void, Never>] in
            threadCount -= 1
            guard threadCount == 0 else { return [] }
            sweeper.cancel()
            defer { self.closers = [] }
            return self.closers
        }
        for closer in closers { closer.resume() }
    }
}
