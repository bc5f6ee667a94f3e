import Catalogue
import Kernel
import Storage

package struct ClaimID: EntityID, ColumnValue {
    package static let prefix = "clm"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// One row of the ledger of capacity, in force: the resource's time, buffers included.
struct Claim: Sendable {
    let resource: ResourceID
    let booking: Int64
    let interval: Interval
    let units: Int

    init?(_ row: Row) throws {
        resource = try row["resource_id"]
        booking = try row["booking_id"]
        units = try row["units"]
        guard let interval = Interval(from: try row["from_at"], to: try row["to_at"]) else { return nil }
        self.interval = interval
    }

    var claimed: Claimed { Claimed(interval: interval, units: units) }
}

/// What a booking asks of the ledger.
package struct ClaimRequest: Sendable {
    package let book: Book
    package let offering: Offering
    package let start: Instant
    package let units: Int
    /// Raw id of the booking that the claims are for.
    package let booking: Int64
    /// Staff may pass over closed hours, notice, window and grid; nobody over capacity.
    package let isByStaff: Bool

    package init(book: Book, offering: Offering, start: Instant, units: Int, booking: Int64, isByStaff: Bool) {
        self.book = book
        self.offering = offering
        self.start = start
        self.units = units
        self.booking = booking
        self.isByStaff = isByStaff
    }

    /// The same, with these resources as they are now.
    func knowing(_ fresh: [Resource]) -> ClaimRequest {
        ClaimRequest(
            book: book.knowing(fresh), offering: offering, start: start, units: units, booking: booking,
            isByStaff: isByStaff)
    }

    package var end: Instant { start + offering.duration }
}
