import Kernel
import Web

/// What a verb on a booking can answer instead of doing it.
extension Problem {
    package static func illegal(_ transition: IllegalTransition) -> Problem {
        Problem(
            409, "illegal_transition", ["from": transition.from.rawValue, "to": transition.to.rawValue],
            details: [.init("from", .string(transition.from.rawValue)), .init("to", .string(transition.to.rawValue))])
    }
    static let duplicate = Problem(409, "duplicate_booking")
    static let holdLost = Problem(409, "hold_lost")
    /// The platform or the business takes no bookings at present.
    package static let bookingOff = Problem(409, "booking_off")
    static let started = Problem(409, "booking_started")
}
