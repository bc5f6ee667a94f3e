import Kernel
import Synchronization

/// One reader of a feed. Nothing queues up for it: what changes while it is being told, or is slow to read, is one more event.
package final class LiveStream: Sendable {
    private struct State {
        var isGreeted = false
        var isRung = false
        /// A look at the clock is due: whether the reader still may, and whether the line needs a sign of life.
        var isDue = false
        var isOver = false
        var waiting: CheckedContinuation<Void, Never>?
        var writtenAt: Instant
        /// Set while a piece is on its way to the reader.
        var handedAt: Instant?
        var hangUp: (@Sendable () -> Void)?
        var unwatch: (@Sendable () -> Void)?
    }
    /// Seconds between two signs of life on a quiet line, which keep proxies from closing it.
    static let beat = Span.seconds(20)
    /// A reader that takes longer than this for one piece is dropped.
    static let patience = Span.seconds(20)
    static let lifetime = Span.hours(1)
    /// Between two events; what happens meanwhile is one.
    static let pauseMilliseconds = 400

    private let feed: LiveFeed
    private let openedAt: Instant
    private let now: @Sendable () -> Instant
    private let left: @Sendable () -> Void
    private let state: Mutex<State>

    /// - Parameter left: called once this is not needed any more, even when it was never read.
    init(_ feed: LiveFeed, now: @escaping @Sendable () -> Instant, left: @escaping @Sendable () -> Void) {
        self.feed = feed
        self.now = now
        self.left = left
        openedAt = now()
        state = Mutex(State(writtenAt: now()))
    }

    deinit {
        state.withLock(\.unwatch)?()
        left()
    }

    /// Begins to listen; before this nothing is heard.
    func open() {
        let unwatch = feed.watch { [weak self] in self?.ring() }
        state.withLock { $0.unwatch = unwatch }
    }

    /// - Parameter hangUp: closes the line below, for a reader that does not read.
    package func onSlowReader(_ hangUp: @escaping @Sendable () -> Void) { state.withLock { $0.hangUp = hangUp } }

    /// No more after what is on its way.
    package func end() { wake { $0.isOver = true } }

    /// What to write next, when there is something; nil at the end.
    package func next() async -> [UInt8]? {
        state.withLock { $0.handedAt = nil }
        if let greeting = greeting() { return handed(greeting) }
        var hasHeard = false
        while true {
            await waitUntilWoken()
            let (isOver, isRung) = state.withLock { ($0.isOver, $0.isRung) }
            if isOver { return nil }
            if isRung, !hasHeard {
                hasHeard = true
                await pause()
                continue
            }
            state.withLock { ($0.isRung, $0.isDue) = (false, false) }
            guard await feed.holds() else {
                end()
                return nil
            }
            if isRung, await feed.concerns() { return handed(event) }
            if isRung { hasHeard = false }
            if now() - state.withLock(\.writtenAt) >= Self.beat { return handed(":\n\n") }
        }
    }

    /// Called every few seconds by whoever keeps the streams.
    func tick() {
        let now = now()
        if now - openedAt >= Self.lifetime { return end() }
        let hangUp = state.withLock { state -> (@Sendable () -> Void)? in
            guard let handedAt = state.handedAt, now - handedAt >= Self.patience else { return nil }
            return state.hangUp ?? {}
        }
        if let hangUp {
            end()
            hangUp()
        } else {
            wake { $0.isDue = true }
        }
    }

    private func ring() { wake { $0.isRung = true } }

    private func wake(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    private func waitUntilWoken() async {
        await withCheckedContinuation { continuation in
            let isAwake = state.withLock { state in
                if state.isRung || state.isDue || state.isOver { return true }
                state.waiting = continuation
                return false
            }
            if isAwake { continuation.resume() }
        }
    }

    /// Many changes in a row are few events. The first after a quiet time goes out at once.
    private func pause() async {
        let since = (now() - state.withLock(\.writtenAt)).milliseconds
        let left = Int64(Self.pauseMilliseconds) - since
        if left > 0 { try? await Task.sleep(for: .milliseconds(left)) }
    }

    /// Readers that lose their server at once come back at different times.
    private func greeting() -> String? {
        let isFirst = state.withLock { state in
            defer { state.isGreeted = true }
            return !state.isGreeted && !state.isOver
        }
        guard isFirst else { return nil }
        return "retry: \(Int.random(in: 2_000...5_000))\n\n" + (feed.hasMissed() ? event : "")
    }

    private var event: String {
        let stamp = feed.stamp()
        return "id: \(stamp)\nevent: \(feed.event)\ndata: {\"revision\":\"\(stamp)\"}\n\n"
    }

    private func handed(_ text: String) -> [UInt8] {
        let now = now()
        state.withLock { ($0.handedAt, $0.writtenAt) = (now, now) }
        return Array(text.utf8)
    }
}
