/// A share of the price that is given back when a booking is cancelled in time.
package struct RefundTier: Hashable, Sendable {
    /// The tier holds at this many hours before the start, and earlier.
    package let hoursBefore: Int
    /// Hundredths of a percent; 10,000 is all of it.
    package let basisPoints: Int

    package init(hoursBefore: Int, basisPoints: Int) {
        self.hoursBefore = hoursBefore
        self.basisPoints = basisPoints
    }

    /// The last instant at which the tier holds.
    func until(_ start: Instant) -> Instant {
        start - .hours(hoursBefore)
    }
}

/// Who cancelled. Only a customer pays for cancelling late.
package enum Canceller: String, CaseIterable, Hashable, Sendable {
    case customer, business, system
}

/// The cancellation tiers of an offering.
package struct RefundPolicy: Hashable, Sendable {
    /// From the earliest to the latest; after the last one nothing is given back.
    package let tiers: [RefundTier]

    /// At least 24 hours before the start: all; at least 6 hours: half; less: nothing.
    package static let standard = RefundPolicy(unchecked: [
        RefundTier(hoursBefore: 24, basisPoints: 10_000), RefundTier(hoursBefore: 6, basisPoints: 5_000),
    ])

    /// Nil unless the hours fall strictly from tier to tier, within 0 to 87,600 (ten years), and the shares are
    /// within 0 to 10,000.
    package init?(tiers: [RefundTier]) {
        guard tiers.allSatisfy({ (0...87_600).contains($0.hoursBefore) && (0...10_000).contains($0.basisPoints) }),
            zip(tiers, tiers.dropFirst()).allSatisfy({ $0.hoursBefore > $1.hoursBefore })
        else { return nil }
        self.tiers = tiers
    }

    private init(unchecked tiers: [RefundTier]) {
        self.tiers = tiers
    }

    /// The share given back, in basis points, of a booking that is cancelled at `now`.
    package func share(at now: Instant, start: Instant, by canceller: Canceller) -> Int {
        guard canceller == .customer else { return 10_000 }
        return tiers.first { now <= $0.until(start) }?.basisPoints ?? 0
    }

    /// What is given back of `paid`, rounded half to even.
    package func refund(of paid: Money, at now: Instant, start: Instant, by canceller: Canceller) -> Money {
        paid.percent(basisPoints: share(at: now, start: start, by: canceller))
    }

    /// The tiers as instants, to show "free until …" to the customer.
    package func steps(start: Instant) -> [RefundStep] {
        tiers.map { RefundStep(until: $0.until(start), basisPoints: $0.basisPoints) }
    }
}

/// A tier of one booking.
package struct RefundStep: Hashable, Sendable {
    /// The last instant at which cancelling gives this share.
    package let until: Instant
    package let basisPoints: Int

    package init(until: Instant, basisPoints: Int) {
        self.until = until
        self.basisPoints = basisPoints
    }
}
