import Kernel
import Storage
import Synchronization

/// A read that waits for a connection.
typealias SQLiteRead = @Sendable (SQLiteConnection) -> Void

/// A few reading connections; what finds none free waits in line.
final class SQLiteReaders: Sendable {
    private struct State {
        var idle: [SQLiteConnection]
        var waiting = Fifo<SQLiteRead>()
        var isClosed = false
        var onIdle: [CheckedContinuation<Void, Never>] = []
    }

    private let connections: [SQLiteConnection]
    private let waitingLimit: Int
    private let state: Mutex<State>

    init(_ connections: [SQLiteConnection], waitingLimit: Int = 8192) {
        self.connections = connections
        self.waitingLimit = waitingLimit
        self.state = Mutex(State(idle: connections))
    }

    /// Runs `read` as soon as a connection is free. Throws `StorageFault.unavailable` when closed or overrun.
    func submit(_ read: @escaping SQLiteRead) throws {
        let connection = try state.withLock { state -> SQLiteConnection? in
            if state.isClosed { throw StorageFault.unavailable("the store is closed") }
            if let free = state.idle.popLast() { return free }
            guard state.waiting.count < waitingLimit else {
                throw StorageFault.unavailable("\(waitingLimit) reads are waiting")
            }
            state.waiting.append(read)
            return nil
        }
        if let connection { connection.async { self.work(connection, read) } }
    }

    /// Refuses what comes from now on, lets what waits finish, and closes.
    func close() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.idle.count == connections.count { return true }
                state.onIdle.append(done)
                return false
            }
            if isIdle { done.resume() }
        }
        for connection in connections { connection.close() }
    }

    private func work(_ connection: SQLiteConnection, _ first: @escaping SQLiteRead) {
        var read: SQLiteRead? = first
        while let current = read {
            current(connection)
            read = next(for: connection)
        }
    }

    private func next(for connection: SQLiteConnection) -> SQLiteRead? {
        let (read, waiters) = state.withLock { state -> (SQLiteRead?, [CheckedContinuation<Void, Never>]) in
            if let read = state.waiting.popFirst() { return (read, []) }
            state.idle.append(connection)
            guard state.isClosed, state.idle.count == connections.count else { return (nil, []) }
            defer { state.onIdle = [] }
            return (nil, state.onIdle)
        }
        for waiter in waiters { waiter.resume() }
        return read
    }
}
