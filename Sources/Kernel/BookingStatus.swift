/// Where a booking is in its life; the raw values are the words of the API and the database.
package enum BookingStatus: String, CaseIterable, Hashable, Sendable {
    /// A checkout in progress.
    case held
    /// Waits for the business's approval.
    case pending
    /// Waits for money.
    case pendingPayment = "pending_payment"
    case confirmed
    case checkedIn = "checked_in"
    case completed
    case noShow = "no_show"
    /// The business said no, with a reason.
    case rejected
    /// Nobody decided in time.
    case expired
    /// Somebody decided against it.
    case cancelled

    /// Whether its claims count against the capacity.
    package var claimsCapacity: Bool {
        switch self {
        case .held, .pending, .pendingPayment, .confirmed, .checkedIn: true
        case .completed, .noShow, .rejected, .expired, .cancelled: false
        }
    }

    /// Whether entering it gives the claims back. A booking that was completed or missed keeps what it used.
    package var releasesCapacity: Bool {
        switch self {
        case .rejected, .expired, .cancelled: true
        case .held, .pending, .pendingPayment, .confirmed, .checkedIn, .completed, .noShow: false
        }
    }

    /// Whether it stays as it is for ever.
    package var isTerminal: Bool { Lifecycle.next(self).isEmpty }
}
