import House
import Identity
import Kernel
import Pictures
import Storage
import Web

/// What can be booked: businesses, their resources, offerings and locations, and the settings that rule them.
///
/// Events: `business.created`, `business.updated`, `settings.updated`, `resource.created`, `resource.updated`, `resource.archived`,
/// `offering.created`, `offering.updated`, `offering.archived`, `location.created`, `location.updated`, `location.removed`,
/// `image.added`, `image.updated`, `image.removed`, `business.verified`, `business.unverified`, `business.activated`,
/// `business.deactivated`, `business.archived`.
package struct CatalogueSlice: Slice {
    package static let files = Embedded.files

    package let house: House
    package let identity: IdentitySlice
    let pictures = PictureDesk()
    let imageCache: ImageCache
    /// Refuses a lower capacity that claims don't fit into. The ledger is a later slice's, so the roof hands its check in.
    let capacityGuard: @Sendable (Resource, _ capacity: Int, Transaction) throws -> Void
    let locationGuards: LocationGuards

    package init(
        _ house: House, identity: IdentitySlice,
        capacityGuard: @escaping @Sendable (Resource, Int, Transaction) throws -> Void,
        locationGuards: LocationGuards
    ) {
        self.house = house
        self.identity = identity
        imageCache = ImageCache(house.pulse)
        self.capacityGuard = capacityGuard
        self.locationGuards = locationGuards
    }

    package var endpoints: [Endpoint] {
        businessEndpoints + resourceEndpoints + [roomEndpoint] + locationEndpoints + offeringEndpoints
            + settingsEndpoints
            + imageEndpoints + activationEndpoints
    }
    package var pages: [PageRoute] { linkPages + imagePages }

    /// Writes an event about `business`, moves its revision, which tells what was read of its catalogue and hours before apart from
    /// what holds now, and marks its public face as changed.
    package func changed(
        _ action: String, _ business: BusinessID, subject: String, by origin: Origin, details: JSON = [:],
        in db: Transaction
    ) throws {
        try identity.events.emit(
            action, business: business.rawValue, subject: subject, by: origin, details: details, in: db)
        try db.execute("UPDATE businesses SET revision = revision + 1 WHERE id = \(business)")
        house.pulse.touch(business.rawValue, in: db)
    }
}
