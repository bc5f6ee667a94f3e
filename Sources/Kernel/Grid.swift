/// The starts that are offered: every step from each opening, as long as the visit ends by closing.
enum Grid {
    static func starts(hours: OpeningHours, rule: SlotRule, over: Interval) -> [Instant] {
        guard let bounds = Interval(from: max(over.from, rule.earliest), to: min(over.to, rule.latest)) else {
            return []
        }
        var starts: [Instant] = []
        for stretch in hours.stretches {
            let end = min(bounds.to, stretch.end, stretch.closing - rule.duration + .milliseconds(1))
            var start = first(atOrAfter: bounds.from, from: stretch.opening, rule: rule)
            while start < end {
                starts.append(start)
                start = start + rule.step
            }
        }
        return starts
    }

    /// Whether `start` is a whole number of steps after `opening`.
    static func contains(_ start: Instant, from opening: Instant, rule: SlotRule) -> Bool {
        first(atOrAfter: start, from: opening, rule: rule) == start
    }

    private static func first(atOrAfter bound: Instant, from opening: Instant, rule: SlotRule) -> Instant {
        guard bound > opening else { return opening }
        let step = rule.step.milliseconds
        let steps = ((bound - opening).milliseconds + step - 1) / step
        return opening + .milliseconds(steps * step)
    }
}
