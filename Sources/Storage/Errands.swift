/// Whether the work at hand can wait: nobody stands at the counter for it. The worker's jobs say so, and the stores let people's
/// transactions go first (`Lines`).
package enum Errand {
    @TaskLocal package static var isRunning = false
}

/// The line before a store: people first, then errands. An errand's turn comes when nobody has been served for a moment, or when it
/// has waited long enough, so that a busy day slows mails and never stops them.
package struct Lines<Element> {
    package typealias Moment = ContinuousClock.Instant
    private static var quiet: Duration { .milliseconds(5) }
    private static var patience: Duration { .milliseconds(100) }

    private var people = Fifo<Element>()
    private var errands = Fifo<(element: Element, since: Moment)>()
    private var servedAt: Moment

    package init(at now: Moment = .now) { servedAt = now - Self.quiet }

    package var count: Int { people.count + errands.count }

    package mutating func append(_ element: Element, isErrand: Bool, at now: Moment = .now) {
        if isErrand {
            errands.append((element, now))
        } else {
            people.append(element)
        }
    }

    /// The next one whose turn it is, and whether it is an errand. Nil, too, when that one is not wanted.
    package mutating func popFirst(at now: Moment = .now, if isWanted: (Element) -> Bool = { _ in true }) -> (
        element: Element, isErrand: Bool
    )? {
        guard let errand = errands.first else { return popPerson(if: isWanted) }
        let hasPatience = now < errand.since + Self.patience
        if hasPatience, people.first != nil { return popPerson(if: isWanted) }
        if hasPatience, now < servedAt + Self.quiet { return nil }
        guard isWanted(errand.element) else { return nil }
        return errands.popFirst().map { ($0.element, true) }
    }

    private mutating func popPerson(if isWanted: (Element) -> Bool) -> (element: Element, isErrand: Bool)? {
        guard let person = people.first, isWanted(person) else { return nil }
        return people.popFirst().map { ($0, false) }
    }

    /// The next one, though it might wait.
    package mutating func popAny() -> Element? { people.popFirst() ?? errands.popFirst()?.element }

    /// When the first errand's turn comes; nil when none waits.
    package var turn: Moment? { errands.first.map { min($0.since + Self.patience, servedAt + Self.quiet) } }

    /// Somebody has just been served: the next one is likely to come in a moment.
    package mutating func served(at now: Moment = .now) { servedAt = now }

    package mutating func popAll() -> [Element] { people.popAll() + errands.popAll().map(\.element) }

    /// Takes out those at the head of each line for which `isLate` holds.
    package mutating func popLate(_ isLate: (Element) -> Bool) -> [Element] {
        var late: [Element] = []
        while let first = people.first, isLate(first), let gone = people.popFirst() { late.append(gone) }
        while let first = errands.first, isLate(first.element), let gone = errands.popFirst() {
            late.append(gone.element)
        }
        return late
    }
}
