/// A start that can be booked. Computed, never stored.
package struct Slot: Hashable, Sendable {
    package let start: Instant
    package let end: Instant
    /// How many bookings of one unit each could still be made for this time; 1 where nothing limits them.
    package let spots: Int

    package init(start: Instant, end: Instant, spots: Int) {
        self.start = start
        self.end = end
        self.spots = spots
    }
}

/// What is asked of a start, besides that the resources are free.
package struct SlotRule: Hashable, Sendable {
    /// How long a booking lasts, without its buffers.
    package let duration: Span
    /// Starts are offered at every step from each opening of the business.
    package let step: Span
    /// Buffers, which the resources must have free of claims but may spend closed.
    package let before: Span
    package let after: Span
    /// The first possible start: now and the notice.
    package let earliest: Instant
    /// The end of the booking window: starts are before it.
    package let latest: Instant
    /// How many units a booking claims of each of its resources.
    package let units: Int

    /// - Precondition: `duration`, `step` and `units` are positive, and the buffers not negative.
    package init(
        duration: Span, step: Span, before: Span, after: Span, earliest: Instant, latest: Instant, units: Int
    ) {
        precondition(duration > .zero && step > .zero && units > 0, "a booking lasts, starts somewhere and takes units")
        precondition(before >= .zero && after >= .zero, "a buffer is not negative")
        self.duration = duration
        self.step = step
        self.before = before
        self.after = after
        self.earliest = earliest
        self.latest = latest
        self.units = units
    }

    /// The time of a booking that starts at `start`.
    package func visit(_ start: Instant) -> Interval {
        Interval(from: start, lasting: duration)
    }

    /// The time that such a booking claims: with its buffers.
    package func claim(_ start: Instant) -> Interval {
        visit(start).expanded(before: before, after: after)
    }
}

/// What is known of one resource: when it works, and what is claimed of it.
package struct ResourceCalendar: Hashable, Sendable {
    /// Tells resources apart that stand in more than one group; nil for one that stands in one only.
    package let id: Int64?
    package let open: IntervalSet
    /// Sorted by their starts for speed; the answers don't depend on it.
    package let claims: [Claimed]
    package let capacity: Int
    /// Nil for one that goes with every location.
    package let location: Int64?
    /// Where all locations take part: stands in for whoever else could do it at its own.
    package let isChosen: Bool

    package init(
        id: Int64? = nil, open: IntervalSet, claims: [Claimed], capacity: Int, location: Int64? = nil,
        isChosen: Bool = false
    ) {
        self.id = id
        self.open = open
        self.claims = claims
        self.capacity = capacity
        self.location = location
        self.isChosen = isChosen
    }

    /// The same at other times.
    package func with(open: IntervalSet? = nil, claims: [Claimed]? = nil) -> ResourceCalendar {
        ResourceCalendar(
            id: id, open: open ?? self.open, claims: claims ?? self.claims, capacity: capacity, location: location,
            isChosen: isChosen)
    }

    /// Whether it can be part of a booking at `location`.
    func isAt(_ location: Int64) -> Bool { self.location.map { $0 == location } ?? true }
}

/// One reason why a start can't be booked.
package enum Refusal: Hashable, Sendable {
    /// Not inside of the business's open hours, which nothing exceptional closed.
    case closed
    /// Not inside of the open hours because of an exception.
    case exception(ClosedReason)
    /// Sooner than the notice allows.
    case notice(earliest: Instant)
    /// At or after the end of the booking window.
    case window(latest: Instant)
    /// Before now.
    case past
    /// Not on a step from an opening.
    case offGrid
    /// A resource of a group that has none free doesn't work then. Resources are counted through all groups.
    case resourceClosed(resource: Int)
    /// A resource of a group that has none free is taken, by the claim of that index in its calendar.
    case resourceTaken(resource: Int, by: Int)
    /// No resource of the group is free, or those that are free are needed by the groups before it.
    /// With a location, at that one of those which all take part.
    case noneFree(group: Int, location: Int64? = nil)
    /// Each group has a free resource, but no location has one for all of them.
    case apart
}
