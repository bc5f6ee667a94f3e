import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// The platform's own pages for its admins (L4), and the record of what happened, to read and to search (M3).
///
/// Events: `admin.read`, `job.retried`, `job.parked`.
package struct AdminSlice: Slice {
    package static let files = Embedded.files
    package static let notices = ["admin.notice.done"]
    package static let places = [
        DeskPlace(
            "events", label: "desk.nav.events", icon: "chart", order: 92, needs: "settings:modify", isForLimited: false)
    ]

    let house: House
    let identity: IdentitySlice
    let catalogue: CatalogueSlice

    package init(_ house: House, identity: IdentitySlice, catalogue: CatalogueSlice) {
        self.house = house
        self.identity = identity
        self.catalogue = catalogue
    }

    package var endpoints: [Endpoint] {
        userEndpoints + businessEndpoints + bookingEndpoints + jobEndpoints + eventEndpoints
    }
    package var pages: [PageRoute] { listPages + stepPages + jobPages + eventPages }
}
