/// The moves that a booking can make. A step that a policy does not ask for is skipped, so a move may jump ahead.
package enum Lifecycle {
    /// The states that may follow `status`; none for a terminal one.
    package static func next(_ status: BookingStatus) -> Set<BookingStatus> {
        switch status {
        case .held: [.pending, .pendingPayment, .confirmed, .expired, .cancelled]
        case .pending: [.pendingPayment, .confirmed, .rejected, .expired, .cancelled]
        case .pendingPayment: [.confirmed, .expired, .cancelled]
        case .confirmed: [.checkedIn, .completed, .noShow, .cancelled]
        case .checkedIn: [.completed, .noShow]
        case .completed, .noShow, .rejected, .expired, .cancelled: []
        }
    }

    package static func allows(_ from: BookingStatus, _ to: BookingStatus) -> Bool {
        next(from).contains(to)
    }

    /// The new state; throws when the drawing in the booking rules has no such arrow.
    package static func move(
        _ from: BookingStatus, to: BookingStatus
    ) throws(IllegalTransition) -> BookingStatus {
        guard allows(from, to) else { throw IllegalTransition(from: from, to: to) }
        return to
    }
}

/// A refused move, with both states for the answer (409).
package struct IllegalTransition: Error, Hashable {
    package let from: BookingStatus
    package let to: BookingStatus

    package init(from: BookingStatus, to: BookingStatus) {
        self.from = from
        self.to = to
    }
}
