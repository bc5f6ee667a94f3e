import Bookings
import Catalogue
import House
import Identity
import Jobs
import Kernel
import Members
import Storage
import Storefront
import Web

/// What a person may ask about their own data (M4): what is held, a copy of it, its end; and what a business settles about it.
///
/// Events: `customer.erased`, `customer.erasure_requested`, `customer.erasure_declined`, `customer.exported`, `customer.consent_given`, `customer.consent_withdrawn`,
/// `business.privacy_changed`, `user.erased`.
package struct PrivacySlice: Slice {
    package static let files = Embedded.files
    package static let notices = ["saved", "erased", "declined", "account_gone"].map {
        "privacy.notice.\($0)"
    }

    let house: House
    let identity: IdentitySlice
    let catalogue: CatalogueSlice
    let members: MemberSlice
    let bookings: BookingSlice
    let storefront: StorefrontSlice
    /// Every table of the house, and what it holds about people.
    let holdings: [Holding]

    package init(
        _ house: House, identity: IdentitySlice, catalogue: CatalogueSlice, members: MemberSlice,
        bookings: BookingSlice, storefront: StorefrontSlice, holdings: [Holding]
    ) {
        self.house = house
        self.identity = identity
        self.catalogue = catalogue
        self.members = members
        self.bookings = bookings
        self.storefront = storefront
        self.holdings = holdings
    }

    package var endpoints: [Endpoint] { customerEndpoints + consentEndpoints + settingsEndpoints + accountEndpoints }
    package var pages: [PageRoute] { deskPages + settingsPages + publicPages + linkPages + accountPages }
    package var jobs: [JobHandler] { [purgeJob, retentionJob] }
}
