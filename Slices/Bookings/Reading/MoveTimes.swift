import Catalogue
import Kernel
import Scheduling
import Storage
import Web

/// Where a booking can be moved to (D7).
extension BookingSlice {
    /// What a booking wants at another time: everything that its client chose, at its location as long as it can be had there; or at
    /// another, where nobody comes along who belongs to the old one.
    ///
    /// - Parameter location: where to; nil stays. Throws 422 for one where it can't be had.
    package func wish(
        toMove booking: Booking, _ offering: Offering, _ book: Book, to location: LocationID? = nil, in db: Snapshot
    ) throws -> Wish {
        let held = try scheduling.resources(of: booking.id, booking.business, in: db)
        let kept = held.intersection(offering.needs.joined()).filter { id in
            offering.letsChoose && location.map { book.resources[id]?.location ?? $0 == $0 } ?? true
        }
        let wish = try Wish(
            offering, minutes: booking.minutes, party: booking.party, resources: Array(kept), isByStaff: true)
        return try location == nil
            ? wish.following(booking.location, offering, book) : wish.at(location, offering, book)
    }

    /// The other times that its client would be given; what it has itself is in the way of none.
    ///
    /// - Parameter location: where to; nil stays.
    package func moveTimes(
        _ booking: Booking, _ book: Book, to location: LocationID? = nil, from: LocalDate, through: LocalDate,
        in zone: Zone, _ db: Snapshot
    ) throws -> FreeTimes {
        guard let offering = book.offering(booking.offering) else { throw Problem.notFound }
        let wish = try wish(toMove: booking, offering, book, to: location, in: db)
        let stays = location == nil || location == booking.location
        return try scheduling.freeTimes(
            book, offering, wish, from: from, through: through, in: zone, except: .booking(booking.id), db
        ).without { time in
            booking.session.map { $0 == time.session } ?? (stays && time.start == booking.start)
        }
    }
}
