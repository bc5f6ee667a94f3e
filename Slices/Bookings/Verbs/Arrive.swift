import House
import Identity
import Kernel
import Storage
import Web

/// Where a client stands who might check in by themselves.
package enum Arrival: Sendable, Equatable {
    /// The offering leaves it to staff, or the booking is not one that anybody could arrive for.
    case off
    /// From then on.
    case early(Instant)
    case open
    case late
}

extension BookingSlice {
    /// How long before the start a client may say that they are there.
    static let arrivalLead = Span.minutes(60)

    package func arrival(_ booking: Booking, in db: Snapshot) throws -> Arrival {
        guard booking.status == .confirmed, try db.letsCheckIn(booking) else { return .off }
        return Self.arrival(booking, at: db.now)
    }

    /// As far as the time goes.
    private static func arrival(_ booking: Booking, at now: Instant) -> Arrival {
        let opens = booking.start - arrivalLead
        return now < opens ? .early(opens) : now < booking.end ? .open : .late
    }

    /// The client is there (D14): from an hour before the start until the end, where the offering lets them say so. Throws 409
    /// `self_check_in_off`, `self_check_in_early`, `self_check_in_late`, `illegal_transition`.
    package func arrive(_ id: BookingID, by origin: Origin, in db: Transaction) throws -> Booking {
        guard let booking = try db.lockedBooking(id) else { throw Problem.notFound }
        guard try db.letsCheckIn(booking) else { throw Problem(409, "self_check_in_off") }
        // Any other state is the step's own to refuse.
        switch booking.status == .confirmed ? Self.arrival(booking, at: db.now) : .off {
        case .early: throw Problem(409, "self_check_in_early", ["minutes": "\(Self.arrivalLead.milliseconds / 60_000)"])
        case .late: throw Problem(409, "self_check_in_late")
        case .open, .off: return try advance(id, to: .checkedIn, by: origin, in: db)
        }
    }
}
