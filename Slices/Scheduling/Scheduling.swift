import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// When things can be booked and what is taken: hours, exceptions, the ledger of claims, availability and its explanation.
///
/// Events: `schedule.updated`, `sessions.opened`, `session.updated`, `session.cancelled`.
package struct SchedulingSlice: Slice {
    package static let files = Embedded.files

    package let house: House
    let catalogue: CatalogueSlice
    var identity: IdentitySlice { catalogue.identity }
    let books = BookCache()
    let cache: AnswerCache
    let bookedTimes: BookedTimes

    /// - Parameter bookedTimes: looks up the bookings behind claims.
    package init(_ house: House, catalogue: CatalogueSlice, bookedTimes: @escaping BookedTimes) {
        self.house = house
        self.catalogue = catalogue
        self.bookedTimes = bookedTimes
        cache = AnswerCache(house, mostBytes: 16 << 20)
    }

    package var endpoints: [Endpoint] {
        [availabilityEndpoint, visitsEndpoint, explainEndpoint] + hoursEndpoints + exceptionEndpoints + holidayEndpoints
            + [previewEndpoint, outsideEndpoint] + sessionEndpoints
    }
    package var proofs: [Proof] { [Ledger.capacityProof, Ledger.seatsProof, Ledger.sessionsProof] }
}
