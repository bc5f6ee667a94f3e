import CLibPQ
import Foundation
import Storage
import Synchronization

/// LISTEN on a connection and a thread of its own, started by the first listener.
final class PostgresListener: Sendable {
    private struct Listener {
        let channel: String
        let lost: @Sendable () -> Void
        let action: @Sendable (String) -> Void
        let ready = DispatchSemaphore(value: 0)
        /// It has been told that it is listening, or has stopped waiting for it: from now on a new connection is a gap.
        var isStarted = false
    }

    private struct State {
        var listeners: [Listener] = []
        var isRunning = false
        var isClosed = false
    }

    private let address: PostgresAddress
    private let connectTimeout_s: Int
    private let state = Mutex(State())
    private let doorbell: Doorbell

    init(_ address: PostgresAddress, connectTimeout_s: Int) {
        self.address = address
        self.connectTimeout_s = connectTimeout_s
        self.doorbell = Doorbell()
    }

    /// Returns when the server has confirmed, or after 2 seconds without a connection: then `lost` is called once it is there.
    func listen(
        _ channel: String, lost: @escaping @Sendable () -> Void, _ action: @escaping @Sendable (String) -> Void
    ) throws {
        let listener = Listener(channel: channel, lost: lost, action: action)
        let (isFirst, index) = try state.withLock { state in
            guard !state.isClosed else { throw StorageFault.unavailable("the store is closed") }
            defer { state.isRunning = true }
            state.listeners.append(listener)
            return (!state.isRunning, state.listeners.count - 1)
        }
        if isFirst { start() } else { doorbell.ring() }
        _ = listener.ready.wait(timeout: .now() + .seconds(2))
        state.withLock { $0.listeners[index].isStarted = true }
    }

    func shut() {
        state.withLock { $0.isClosed = true }
        doorbell.ring()
    }

    private func start() {
        let thread = Thread { self.run() }
        thread.name = "daybook.postgres.listener"
        thread.start()
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func run() {
        var pause_ms: Int32 = 50
        while !isClosed {
            if let connection = try? address.connect(timeout_s: connectTimeout_s) {
                pause_ms = 50
                follow(connection)
                PQfinish(connection)
            } else {
                pause_ms = min(5000, pause_ms * 2)
                doorbell.wait(pause_ms)
            }
        }
    }

    /// Passes on notifications until the connection is lost or the store closes.
    private func follow(_ connection: OpaquePointer) {
        var heard = 0
        while !isClosed {
            guard let count = subscribe(connection, from: heard) else { return }
            heard = count
            deliver(connection)
            doorbell.wait(30_000, orReadable: PQsocket(connection))
            guard PQconsumeInput(connection) == 1 else { return }
        }
    }

    /// Listens for those that came since the first `from`; returns how many there are, nil when the connection is lost.
    private func subscribe(_ connection: OpaquePointer, from: Int) -> Int? {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners.dropFirst(from) {
            guard let name = PQescapeIdentifier(connection, listener.channel, listener.channel.utf8.count) else {
                return nil
            }
            defer { PQfreemem(name) }
            guard let result = PQexec(connection, "LISTEN \(String(cString: name))") else { return nil }
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_COMMAND_OK else { return nil }
            listener.ready.signal()
            if listener.isStarted { listener.lost() }
        }
        return listeners.count
    }

    private func deliver(_ connection: OpaquePointer) {
        while let notification = PQnotifies(connection) {
            defer { PQfreemem(notification) }
            let channel = String(cString: notification.pointee.relname)
            let payload = String(cString: notification.pointee.extra)
            for listener in state.withLock({ $0.listeners }) where listener.channel == channel {
                listener.action(payload)
            }
        }
    }
}
