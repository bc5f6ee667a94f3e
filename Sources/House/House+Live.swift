import Web

extension House {
    /// A query's part for a stream: where the page stood when it was made.
    package static let since = Field(
        "since", .text(1...40), optional: true, "The last event's id, when the header Last-Event-ID can't be sent.",
        sample: "1z141z3-42")

    /// What changes in `business` and concerns `ear`, for an open page. Who comes back with the last id that they heard is told at
    /// once when they have missed something, and anybody else what holds now.
    package func live(
        _ event: String, _ business: Int64, _ ear: Pulse.Ear, _ visit: Visit,
        holds: @escaping @Sendable () async -> Bool = { true },
        concerns: @escaping @Sendable () async -> Bool = { true }
    ) -> Answer {
        let heard = visit.incoming.header("last-event-id") ?? visit.query.text("since") ?? ""
        let pulse = pulse
        return .live(
            LiveFeed(
                event: event, stamp: { pulse.stamp(pulse.mark) },
                hasMissed: { pulse.hasMoved(business, ear, since: heard) },
                watch: { ring in pulse.watch(business, ear, ring) }, holds: holds, concerns: concerns))
    }
}
