import Kernel
import Synchronization

/// All open streams of this node. There is room for a fixed number, and for some of each address.
package final class LiveStreams: Sendable {
    private struct Weak {
        weak var stream: LiveStream?
    }
    private struct State {
        var open: [UInt64: Weak] = [:]
        var byAddress: [String: Int] = [:]
        var last: UInt64 = 0
        var isClosed = false
    }
    private static let tick = Duration.seconds(5)

    private let limits: Limits
    private let now: @Sendable () -> Instant
    private let state = Mutex(State())

    init(_ limits: Limits, now: @escaping @Sendable () -> Instant) {
        self.limits = limits
        self.now = now
    }

    package var count: Int { state.withLock { $0.open.count } }

    /// Throws 429 for an address that has too many, 503 when there is no room at all.
    func open(_ feed: LiveFeed, from address: String) throws(Problem) -> LiveStream {
        let address = Incoming.network(address)
        let id = try enter(address)
        let stream = LiveStream(feed, now: now) { [weak self] in self?.leave(id, address) }
        stream.open()
        let isClosed = state.withLock { state in
            state.open[id] = Weak(stream: stream)
            return state.isClosed
        }
        if isClosed { stream.end() }
        return stream
    }

    /// Looks after the streams until its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.tick)
            tick()
        }
    }

    /// Who may not listen any more, has listened for too long or does not read is let go.
    package func tick() { all().forEach { $0.tick() } }

    /// Ends all that are open, and whatever is opened later: the server goes.
    func close() {
        state.withLock { $0.isClosed = true }
        all().forEach { $0.end() }
    }

    private func all() -> [LiveStream] { state.withLock { $0.open.values.compactMap(\.stream) } }

    private func enter(_ address: String) throws(Problem) -> UInt64 {
        try state.withLock { state throws(Problem) in
            guard state.open.count < limits.liveStreams else { throw Problem(503, "streams_full", retryAfter: 60) }
            guard !limits.areRatesOn || state.byAddress[address, default: 0] < limits.liveStreamsByAddress else {
                throw Problem(429, "too_many_streams", retryAfter: 60)
            }
            state.byAddress[address, default: 0] += 1
            state.last += 1
            state.open[state.last] = Weak()
            return state.last
        }
    }

    private func leave(_ id: UInt64, _ address: String) {
        state.withLock { state in
            guard state.open.removeValue(forKey: id) != nil else { return }
            let left = state.byAddress[address, default: 1] - 1
            state.byAddress[address] = left > 0 ? left : nil
        }
    }
}
