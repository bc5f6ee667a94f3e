import Bookings
import Customers
import House
import Scheduling
import Web

/// The JSON API of bookings: what can be booked, booking it, and all that becomes of a booking, for strangers, for its customer, for
/// staff and for owners. What it does is Bookings' work.
package struct BookingAPISlice: Slice {
    package static let files: [String: String] = [:]

    let house: House
    let customers: CustomerSlice
    let scheduling: SchedulingSlice
    let bookings: BookingSlice

    package init(_ house: House, customers: CustomerSlice, scheduling: SchedulingSlice, bookings: BookingSlice) {
        self.house = house
        self.customers = customers
        self.scheduling = scheduling
        self.bookings = bookings
    }

    package var endpoints: [Endpoint] {
        publicEndpoints + customerEndpoints + staffEndpoints + decisionEndpoints + ownerEndpoints + moveEndpoints
            + [notesEndpoint] + removalEndpoints + moveTimesEndpoints + manyEndpoints + roomEndpoints + linkEndpoints
            + [wantLinkEndpoint] + ownBookingEndpoints
    }
}
