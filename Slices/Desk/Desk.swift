import Bookings
import Catalogue
import House
import Identity
import Scheduling
import Storage
import Web

/// The desk's pages for running a day: what waits and what comes, the list, the calendar, the sessions, entering and moving.
package struct DeskSlice: Slice {
    package static let files = Embedded.files
    package static let notices = [
        "bookings.notice.approved", "bookings.notice.rejected", "bookings.notice.advanced", "bookings.notice.noted",
        "bookings.notice.series_cancelled", "bookings.notice.series_placed", "bookings.notice.sessions_made",
        "bookings.notice.session_changed", "bookings.notice.session_removed", "bookings.notice.moved_back",
        "booking.notice.link_sent", "booking.notice.link_revoked",
    ]
    package static let places = [
        DeskPlace(
            "", label: "desk.nav.today", icon: "today", order: 10,
            waiting: { db, business in try db.waiting(BusinessID(rawValue: business)) }),
        DeskPlace("bookings", label: "desk.nav.bookings", icon: "bookings", order: 20),
        DeskPlace("day", label: "desk.nav.day", icon: "calendar", order: 30),
        DeskPlace("sessions", label: "desk.nav.sessions", icon: "classes", order: 35),
    ]

    let house: House
    let identity: IdentitySlice
    let catalogue: CatalogueSlice
    let scheduling: SchedulingSlice
    let bookings: BookingSlice

    package init(
        _ house: House, identity: IdentitySlice, catalogue: CatalogueSlice, scheduling: SchedulingSlice,
        bookings: BookingSlice
    ) {
        self.house = house
        self.identity = identity
        self.catalogue = catalogue
        self.scheduling = scheduling
        self.bookings = bookings
    }

    package var endpoints: [Endpoint] { searchEndpoints }
    package var pages: [PageRoute] { deskPages + [deskLive, searchPage] }
}
