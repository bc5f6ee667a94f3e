/// What an open page listens to: that something has changed, and nothing of what. Reading it again is the page's own request, with
/// the rights that it has then.
package struct LiveFeed: Sendable {
    /// The event's name: `availability`.
    let event: String
    /// Names the last change: the event's id, which a reader that comes back sends along.
    let stamp: @Sendable () -> String
    /// Whether something has changed that the reader has not heard of.
    let hasMissed: @Sendable () -> Bool
    /// Has `ring` called at every change until the returned closure is called.
    let watch: @Sendable (_ ring: @escaping @Sendable () -> Void) -> @Sendable () -> Void
    /// Whether the reader may still listen. Asked every few seconds and before every event.
    let holds: @Sendable () async -> Bool
    /// Whether a change concerns the reader. Asked before an event, when more is heard of than it may know.
    let concerns: @Sendable () async -> Bool

    package init(
        event: String, stamp: @escaping @Sendable () -> String, hasMissed: @escaping @Sendable () -> Bool,
        watch: @escaping @Sendable (_ ring: @escaping @Sendable () -> Void) -> @Sendable () -> Void,
        holds: @escaping @Sendable () async -> Bool = { true },
        concerns: @escaping @Sendable () async -> Bool = { true }
    ) {
        self.event = event
        self.stamp = stamp
        self.hasMissed = hasMissed
        self.watch = watch
        self.holds = holds
        self.concerns = concerns
    }
}

extension Answer {
    /// Events as they come (`text/event-stream`), until the reader leaves.
    package static func live(_ feed: LiveFeed) -> Answer {
        var answer = Answer(
            200,
            headers: [
                ("content-type", "text/event-stream"), ("cache-control", "no-store"), ("x-accel-buffering", "no"),
                ("connection", "close"),
            ])
        answer.feed = feed
        return answer
    }
}
