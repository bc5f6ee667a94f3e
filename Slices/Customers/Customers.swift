import House
import Identity
import Jobs
import Kernel
import Storage
import Web

/// The contacts of a business: one row a person, found again by e-mail address or else by phone (H1). They need no account: a code by
/// mail proves whose an address is, and opens what was booked with it.
///
/// Events, all of the platform: `customer.code_requested`, `customer.signed_in`, `customer.signed_out`.
package struct CustomerSlice: Slice {
    package static let files = Embedded.files

    package let house: House
    let identity: IdentitySlice

    package init(_ house: House, identity: IdentitySlice) {
        self.house = house
        self.identity = identity
    }

    package var endpoints: [Endpoint] { accessEndpoints }
    package var jobs: [JobHandler] { [codeJob] }
}
