import House
import Identity
import Kernel
import Storage
import Web

/// The contacts of a business: one row a person, found again by e-mail address or else by phone (H1).
package struct CustomerSlice: Slice {
    package static let files = Embedded.files

    package let house: House

    package init(_ house: House) { self.house = house }

    package var endpoints: [Endpoint] { [] }
    package var pages: [PageRoute] { [] }
}
