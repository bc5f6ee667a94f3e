import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// Who works in a business (A7, A5): invitations, roles, the people and rooms to which a member is limited, ownership, and which roles
/// need a second factor. What a membership allows is the catalogue's to ask: every page and operation needs it.
///
/// Events: `member.invited`, `member.invitation_resent`, `member.invitation_withdrawn`, `member.joined`, `member.changed`,
/// `member.removed`, `member.left`, `business.ownership_transferred`, `business.second_factor_set`.
package struct MemberSlice: Slice {
    package static let files = Embedded.files
    package static let notices = [
        "members.notice.invited", "members.notice.resent", "members.notice.withdrawn", "members.notice.changed",
        "members.notice.removed", "members.notice.left", "members.notice.joined", "members.notice.transferred",
        "members.notice.saved",
    ]
    package static let places = [
        DeskPlace("members", label: "desk.nav.members", icon: "customers", order: 80, needs: "members:manage"),
        DeskPlace("membership", label: "desk.nav.membership", icon: "check", order: 95),
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
        memberEndpoints + invitationEndpoints + ownershipEndpoints + securityEndpoints
    }
    package var pages: [PageRoute] { memberPages + invitationPages + ownershipPages + securityPages }
}
