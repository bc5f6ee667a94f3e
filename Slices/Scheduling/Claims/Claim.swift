import Catalogue
import Kernel
import Storage

package struct ClaimID: EntityID, ColumnValue {
    package static let prefix = "clm"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Whose a claim is: a booking's, or a session's, which claims its teacher and room while its bookings claim seats only.
package enum ClaimHolder: Hashable, Sendable {
    case booking(BookingID)
    case session(SessionID)
}

/// One row of the ledger of capacity, in force: the resource's time, buffers included.
struct Claim: Sendable {
    let resource: ResourceID
    let holder: ClaimHolder
    let interval: Interval
    let units: Int

    init?(_ row: Row) throws {
        resource = try row["resource_id"]
        let booking: BookingID = try row["booking_id"]
        let session: SessionID? = try row["session_id"]
        holder = booking.rawValue == 0 ? .session(session ?? SessionID(rawValue: 0)) : .booking(booking)
        units = try row["units"]
        guard let interval = Interval(from: try row["from_at"], to: try row["to_at"]) else { return nil }
        self.interval = interval
    }

    var claimed: Claimed { Claimed(interval: interval, units: units) }

    var booking: BookingID? { if case .booking(let id) = holder { id } else { nil } }
}

/// What a booking or a session asks of the ledger.
package struct ClaimRequest: Sendable {
    package enum Authority: Sendable {
        /// Hours, notice, window and grid hold.
        case client
        /// Passes over all of these, not over capacity.
        case staff
        /// As staff, and beyond capacity where there is no room: owners and managers who say so.
        case overbooking
        /// Begins when another booking of the same visit ends, so off the grid; all else holds.
        case following
        /// A timetable: the hours of people and rooms hold, notice, window and grid don't matter.
        case timetable

        var isStaff: Bool { self == .staff || self == .overbooking }
    }

    package let book: Book
    package let offering: Offering
    package let start: Instant
    package let wish: Wish
    package let holder: ClaimHolder
    package let authority: Authority
    /// Whether the holder has claims already, which are given back for the new ones.
    package let isMove: Bool

    package init(
        book: Book, offering: Offering, start: Instant, wish: Wish, holder: ClaimHolder, authority: Authority,
        isMove: Bool = false
    ) {
        self.book = book
        self.offering = offering
        self.start = start
        self.wish = wish
        self.holder = holder
        self.authority = authority
        self.isMove = isMove
    }

    /// The same, with these resources as they are now.
    func knowing(_ fresh: [Resource]) -> ClaimRequest {
        ClaimRequest(
            book: book.knowing(fresh), offering: offering, start: start, wish: wish, holder: holder,
            authority: authority, isMove: isMove)
    }

    package var end: Instant { start + wish.duration }
    var units: Int { wish.units(offering) }
    var needs: [[ResourceID]] { book.needs(offering, wish) }
}
