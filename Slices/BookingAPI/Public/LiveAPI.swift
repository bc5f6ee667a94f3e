import Catalogue
import House
import Storage
import Web

/// Public pages are told when what they show has changed (C9).
extension BookingAPISlice {
    var publicLive: Endpoint {
        Endpoint(
            .get, "/public/{slug}/live", "Events whenever what visitors see of a business may have changed",
            capabilities: ["C9"], access: .anyone, query: [House.since], answer: nil,
            problems: ["too_many_streams", "streams_full"], live: true
        ) { visit in
            let slug = visit.parameter("slug")
            let business = try await house.store.read { db in try db.business(slug: slug) }
            guard let business, business.isActive else { throw Problem.notFound }
            return house.live("availability", business.id.rawValue, .visitors, visit)
        }
    }
}
