import Kernel
import Synchronization
import Testing

@testable import Web

/// Streams of events, without a socket.
@Suite struct LiveTests {
    /// A feed that is rung by hand, and a clock that is moved by hand.
    private final class Bell: Sendable {
        private struct State {
            var rings: [Int: @Sendable () -> Void] = [:]
            var last = 0
            var changes = 0
            var mayListen = true
            var now = Instant(milliseconds: 0)
        }
        private let state = Mutex(State())

        var listeners: Int { state.withLock { $0.rings.count } }
        var now: Instant { state.withLock { $0.now } }

        func ring() {
            let rings = state.withLock { state in
                state.changes += 1
                return Array(state.rings.values)
            }
            rings.forEach { $0() }
        }
        func pass(_ span: Span) { state.withLock { $0.now = $0.now + span } }
        func forbid() { state.withLock { $0.mayListen = false } }

        func feed(missed: Bool = false) -> LiveFeed {
            LiveFeed(
                event: "availability", stamp: { "a-\(self.state.withLock { $0.changes })" }, hasMissed: { missed },
                watch: { ring in
                    let id = self.state.withLock { state in
                        state.last += 1
                        state.rings[state.last] = ring
                        return state.last
                    }
                    return { self.state.withLock { $0.rings[id] = nil } }
                }, holds: { self.state.withLock { $0.mayListen } })
        }
    }

    private func streams(_ bell: Bell, most: Int = 2_000, byAddress: Int = 20) -> LiveStreams {
        var limits = Limits()
        limits.liveStreams = most
        limits.liveStreamsByAddress = byAddress
        return LiveStreams(limits, now: { bell.now })
    }

    private func text(_ stream: LiveStream) async -> String? {
        await stream.next().map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a reader is greeted, and told at once what it has missed`() async throws {
        let bell = Bell()
        let streams = streams(bell)
        let fresh = try await text(streams.open(bell.feed(), from: "a")) ?? ""
        let late = try await text(streams.open(bell.feed(missed: true), from: "a")) ?? ""
        #expect(fresh.hasPrefix("retry: ") && !fresh.contains("event"))
        #expect(late.hasSuffix("\n\nid: a-0\nevent: availability\ndata: {\"revision\":\"a-0\"}\n\n"))
    }

    @Test func `a thousand changes while nobody reads are one event`() async throws {
        let bell = Bell()
        let streams = streams(bell)
        let stream = try streams.open(bell.feed(), from: "a")
        _ = await text(stream)
        for _ in 0..<1_000 { bell.ring() }
        let event = await text(stream)
        #expect(event?.contains("id: a-1000\n") == true)
        async let waiting = text(stream)
        try await Task.sleep(for: .milliseconds(50))
        bell.pass(.seconds(20))
        stream.tick()
        let next = await waiting
        #expect(next == ":\n\n", "nothing is left but a sign of life")
    }

    @Test func `there is room for so many streams, and for some of each address`() throws {
        let bell = Bell()
        let streams = streams(bell, most: 5, byAddress: 2)
        var open = [try streams.open(bell.feed(), from: "a"), try streams.open(bell.feed(), from: "a")]
        #expect(throws: Problem(429, "too_many_streams", retryAfter: 60)) {
            try streams.open(bell.feed(), from: "a")
        }
        open += try ["b", "b", "c"].map { try streams.open(bell.feed(), from: $0) }
        #expect(throws: Problem(503, "streams_full", retryAfter: 60)) { try streams.open(bell.feed(), from: "d") }
        #expect(bell.listeners == 5)
        open.removeFirst(2)
        #expect(streams.count == 3 && bell.listeners == 3, "who is gone gives the place back")
        let again = try streams.open(bell.feed(), from: "a")
        #expect(streams.count == 4)
        withExtendedLifetime((open, again)) {}
    }

    @Test func `the end of the server ends every stream, waiting or not, and those that come later`() async throws {
        let bell = Bell()
        let streams = streams(bell)
        let stream = try streams.open(bell.feed(), from: "a")
        _ = await text(stream)
        async let waiting = text(stream)
        try await Task.sleep(for: .milliseconds(20))
        streams.close()
        let ended = await waiting
        #expect(ended == nil)
        let late = try await text(streams.open(bell.feed(), from: "a"))
        #expect(late == nil)
    }

    @Test func `who may not listen any more is let go at the next look, and told nothing`() async throws {
        let bell = Bell()
        let streams = streams(bell)
        let (quiet, rung) = (try streams.open(bell.feed(), from: "a"), try streams.open(bell.feed(), from: "a"))
        for stream in [quiet, rung] { _ = await text(stream) }
        bell.forbid()
        streams.tick()
        let atTick = await text(quiet)
        bell.ring()
        let atRing = await text(rung)
        #expect(atTick == nil && atRing == nil)
    }

    @Test func `a stream ends after an hour`() async throws {
        let bell = Bell()
        let streams = streams(bell)
        let stream = try streams.open(bell.feed(), from: "a")
        _ = await text(stream)
        bell.pass(.hours(1))
        streams.tick()
        let end = await text(stream)
        #expect(end == nil)
    }

    @Test func `a reader that does not read is cut off`() async throws {
        let bell = Bell()
        let streams = streams(bell)
        let stream = try streams.open(bell.feed(), from: "a")
        let cuts = Mutex(0)
        stream.onSlowReader { cuts.withLock { $0 += 1 } }
        _ = await text(stream)
        bell.pass(.seconds(19))
        streams.tick()
        #expect(cuts.withLock { $0 } == 0)
        bell.pass(.seconds(1))
        streams.tick()
        #expect(cuts.withLock { $0 } == 1)
        let end = await text(stream)
        #expect(end == nil)
    }

    @Test func `an IPv6 network has as many streams as one address`() throws {
        let bell = Bell()
        var limits = Limits()
        limits.liveStreamsByAddress = 2
        let streams = LiveStreams(limits, now: { bell.now })
        let open = try (1...2).map { try streams.open(bell.feed(), from: "2001:db8:1:2::\($0)") }
        #expect(throws: Problem.self) { try streams.open(bell.feed(), from: "2001:db8:1:2::3") }
        let other = try streams.open(bell.feed(), from: "2001:db8:1:3::1")
        withExtendedLifetime((open, other)) {}
    }
}
