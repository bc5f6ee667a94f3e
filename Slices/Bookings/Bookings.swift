import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Scheduling
import Timekeeping
import Web

/// Reservations, from the first hold to the last word about them.
///
/// Events: `booking.held`, `booking.requested`, `booking.confirmed`, `booking.rejected`, `booking.cancelled`, `booking.expired`,
/// `booking.checked_in`, `booking.completed`, `booking.no_show`, `booking.rescheduled`, `booking.noted`,
/// `booking.overbooked`,
/// `booking.link_sent`, `booking.link_wanted`, `booking.link_revoked`.
package struct BookingSlice: Slice {
    package static let files = Embedded.files
    /// What the public pages and the desk both tell.
    package static let notices = ["bookings.notice.placed", "bookings.notice.cancelled", "bookings.notice.moved"]

    package let house: House
    package let identity: IdentitySlice
    package let catalogue: CatalogueSlice
    package let customers: CustomerSlice
    package let scheduling: SchedulingSlice
    /// Counts who looks up references.
    let lookUps = RateLimiter()

    package init(
        _ house: House, identity: IdentitySlice, catalogue: CatalogueSlice, customers: CustomerSlice,
        scheduling: SchedulingSlice
    ) {
        self.house = house
        self.identity = identity
        self.catalogue = catalogue
        self.customers = customers
        self.scheduling = scheduling
    }

    package var jobs: [JobHandler] { [expireJob, completeJob, noShowJob, wantLinkJob] }
    package var proofs: [Proof] { [Booking.claimsProof, Booking.dueProof, Booking.locationProof] }

    /// The business's zone. A zone that the system has lost since shows as UTC, by its name.
    package func zone(_ business: Business) -> Zone { house.zones.zone(business.zone) ?? .utc }
}
