import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Web

/// The desk's pages for setting a business up: opening it, what is offered, people and rooms, locations, hours and holidays,
/// images, rules. What they do is Catalogue's and Scheduling's work.
package struct SetupSlice: Slice {
    package static let files = Embedded.files
    package static let notices =
        [
            "setup.notice.created", "setup.notice.saved", "setup.notice.archived",
            "setup.notice.offering_added", "setup.notice.image_added", "setup.notice.image_removed",
            "setup.notice.location_added", "setup.notice.location_removed", "setup.notice.question_removed",
            "setup.notice.deactivated", "setup.notice.activated", "setup.notice.closed",
            "hours.notice.saved", "hours.notice.exception_added", "hours.notice.exception_removed",
            "hours.notice.holidays_saved", "hours.notice.holidays_off", "hours.notice.outside",
        ] + ResourceForm.kinds.map { "setup.notice.resource_added.\($0.rawValue)" }
    package static let places = [
        DeskPlace("offerings", label: "desk.nav.offerings", icon: "offerings", order: 40),
        DeskPlace("resources", label: "desk.nav.resources", icon: "people", order: 50),
        DeskPlace("locations", label: "desk.nav.locations", icon: "rooms", order: 55),
        DeskPlace("hours", label: "desk.nav.hours", icon: "hours", order: 60),
        DeskPlace(
            "settings", label: "desk.nav.settings", icon: "settings", order: 90, needs: "settings:modify",
            isForLimited: false),
    ]

    let scheduling: SchedulingSlice
    let catalogue: CatalogueSlice
    var house: House { catalogue.house }

    package init(catalogue: CatalogueSlice, scheduling: SchedulingSlice) {
        self.catalogue = catalogue
        self.scheduling = scheduling
    }

    package var pages: [PageRoute] {
        businessPages + resourcePages + locationPages + offeringPages + settingsPages + standingPages
            + hoursPages + holidayPages
    }
}
