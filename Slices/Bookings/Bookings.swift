import Catalogue
import Customers
import House
import Identity
import Jobs
import Kernel
import Scheduling
import Storage
import Web

/// Reservations, from the first hold to the last word about them.
///
/// Events: `booking.held`, `booking.requested`, `booking.confirmed`, `booking.rejected`, `booking.cancelled`, `booking.expired`,
/// `booking.checked_in`, `booking.completed`, `booking.no_show`, `booking.rescheduled`, `booking.noted`.
package struct BookingSlice: Slice {
    package static let files = Embedded.files
    package static let notices = [
        "bookings.notice.placed", "bookings.notice.requested", "bookings.notice.cancelled", "bookings.notice.approved",
        "bookings.notice.rejected", "bookings.notice.advanced", "bookings.notice.noted", "bookings.notice.moved",
        "bookings.notice.series_cancelled", "bookings.notice.sessions_made", "bookings.notice.session_changed",
        "bookings.notice.session_removed", "bookings.notice.series_placed",
    ]
    package static let places = [
        DeskPlace(
            "", label: "desk.nav.today", icon: "today", order: 10,
            waiting: { db, business in try db.waiting(BusinessID(rawValue: business)) }),
        DeskPlace("bookings", label: "desk.nav.bookings", icon: "bookings", order: 20),
        DeskPlace("day", label: "desk.nav.day", icon: "calendar", order: 30),
        DeskPlace("sessions", label: "desk.nav.sessions", icon: "classes", order: 35),
    ]

    package let house: House
    package let identity: IdentitySlice
    package let catalogue: CatalogueSlice
    package let customers: CustomerSlice
    package let scheduling: SchedulingSlice
    /// Public pages as strangers see them.
    let pageCache: AnswerCache

    package init(
        _ house: House, identity: IdentitySlice, catalogue: CatalogueSlice, customers: CustomerSlice,
        scheduling: SchedulingSlice
    ) {
        self.house = house
        self.identity = identity
        self.catalogue = catalogue
        self.customers = customers
        self.scheduling = scheduling
        pageCache = AnswerCache(house, most: 2_000)
    }

    package var endpoints: [Endpoint] {
        publicEndpoints + customerEndpoints + staffEndpoints + ownerEndpoints + moveEndpoints + manyEndpoints
            + roomEndpoints + searchEndpoints
    }
    package var pages: [PageRoute] {
        publicPages + customerPages + customerMovePages + deskPages + [deskLive, searchPage]
    }
    package var jobs: [JobHandler] { [expireJob, completeJob, noShowJob] }
    package var proofs: [Proof] { [Booking.claimsProof, Booking.dueProof, Booking.locationProof] }
}
