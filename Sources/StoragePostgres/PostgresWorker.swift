import Storage

/// One thread and its connection. It serves requests only while it is connected, and connects again by itself.
final class PostgresWorker: @unchecked Sendable {
    private let pool: PostgresPool
    private let address: PostgresAddress
    private let limits: PostgresLimits

    init(_ pool: PostgresPool, _ address: PostgresAddress, _ limits: PostgresLimits) {
        self.pool = pool
        self.address = address
        self.limits = limits
    }

    func run() {
        var pause_s = 0.05
        repeat {
            do {
                let connection = try PostgresConnection(address, limits)
                pause_s = 0.05
                pool.connected()
                let isOver = serve(connection)
                pool.disconnected()
                if isOver { break }
            } catch {
                pool.couldNotConnect(error as? StorageFault ?? .unavailable("\(error)"))
                pause_s = min(5, pause_s * 2)
                guard pool.pause(pause_s * .random(in: 0.5...1)) else { break }
            }
        } while true
        pool.threadEnds()
    }

    /// Serves until the store closes (true) or the connection is lost (false).
    private func serve(_ connection: PostgresConnection) -> Bool {
        while let (request, isErrand) = pool.next() {
            do {
                try request.run(on: connection)
            } catch {
                again(request, because: error)
            }
            if !isErrand { pool.served() }
            if connection.isLost { return false }
        }
        return true
    }

    /// The connection went before anything could be committed, as all do when a server restarts: one more try, on a new one.
    private func again(_ request: any PostgresRequest, because reason: any Error) {
        do {
            try request.run(on: PostgresConnection(address, limits))
        } catch {
            request.fail(error)
        }
    }
}
