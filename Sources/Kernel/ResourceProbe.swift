/// Decides whether one resource can take a booking, for starts that are asked for in ascending order.
///
/// Everything that offers, chooses or explains a start asks here, so they can't disagree. A run over all starts is
/// linear: each open interval and each step of the load is passed once.
struct ResourceProbe {
    enum Answer: Equatable {
        /// The resource doesn't work during all of the visit.
        case closed
        /// It works, and so many more units can be claimed at every instant of the visit and its buffers.
        case room(Int)
    }

    private let rule: SlotRule
    private let open: [Interval]
    private let capacity: Int
    private var nextOpen = 0
    private var load: SlidingPeak

    /// A probe for starts within `starts`.
    init(_ calendar: ResourceCalendar, rule: SlotRule, starts: Interval) {
        self.rule = rule
        open = calendar.open.intervals
        capacity = calendar.capacity
        let reach = starts.expanded(before: rule.before, after: rule.duration + rule.after)
        load = SlidingPeak(Load(calendar.claims, over: reach))
    }

    /// - Precondition: `start` is not before that of the previous call.
    mutating func answer(at start: Instant) -> Answer {
        let visit = rule.visit(start)
        while nextOpen < open.count, open[nextOpen].to < visit.to { nextOpen += 1 }
        guard nextOpen < open.count, open[nextOpen].contains(visit) else { return .closed }
        return .room(capacity - load.peak(over: rule.claim(start)))
    }

    /// The answer for a single start.
    static func answer(_ calendar: ResourceCalendar, rule: SlotRule, at start: Instant) -> Answer {
        var probe = ResourceProbe(calendar, rule: rule, starts: Interval(from: start, lasting: .milliseconds(1)))
        return probe.answer(at: start)
    }
}

extension ResourceProbe.Answer {
    /// Whether a booking of `units` can have the resource.
    func admits(_ units: Int) -> Bool {
        room >= units
    }

    /// How many bookings of one unit can have the resource.
    var room: Int {
        switch self {
        case .closed: 0
        case .room(let units): max(0, units)
        }
    }
}
