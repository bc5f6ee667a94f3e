import Bookings
import House
import Scheduling
import Storage
import Web

/// The public pages: what a business offers, its free times, the form, and the page of the booking that came of it.
package struct StorefrontSlice: Slice {
    package static let files = Embedded.files
    package static let notices = ["public.notice.left"]

    let house: House
    let bookings: BookingSlice
    let scheduling: SchedulingSlice
    /// Pages as strangers see them.
    let pageCache: AnswerCache

    package init(_ house: House, bookings: BookingSlice, scheduling: SchedulingSlice) {
        self.house = house
        self.bookings = bookings
        self.scheduling = scheduling
        pageCache = AnswerCache(house, mostBytes: 8 << 20)
    }

    package var pages: [PageRoute] {
        publicPages + visitPages + customerPages + customerMovePages + findPages + myPages
    }
}
