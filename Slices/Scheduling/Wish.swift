import Catalogue
import Kernel
import Web

/// What somebody wants of an offering, besides a time: how long, for how many, and whom or where. It fits what the offering allows.
package struct Wish: Hashable, Sendable {
    package let minutes: Int
    package let party: Int
    /// Chosen ones; the offering's other needs are given by its rule of assignment.
    package let resources: Set<ResourceID>
    /// A chosen one; nil for any (B11).
    package let location: LocationID?

    /// What the offering gives when nothing is said.
    package init(_ offering: Offering) {
        minutes =
            offering.terms.lengths.map { $0.admits(offering.durationMinutes) ? offering.durationMinutes : $0.least }
            ?? offering.durationMinutes
        party = 1
        resources = []
        location = nil
    }

    init(minutes: Int, party: Int = 1, resources: Set<ResourceID> = [], location: LocationID? = nil) {
        self.minutes = minutes
        self.party = party
        self.resources = resources
        self.location = location
    }

    /// Throws 422 for what the offering does not allow. Staff may give any length and party, and choose where clients may not.
    package init(
        _ offering: Offering, minutes: Int?, party: Int?, resources: [ResourceID], isByStaff: Bool = false
    ) throws(Problem) {
        let usual = Wish(offering)
        let terms = offering.terms
        self.minutes = minutes ?? usual.minutes
        self.party = party ?? 1
        self.resources = Set(resources)
        location = nil
        guard self.resources.isSubset(of: offering.needs.joined()),
            self.resources.isEmpty || isByStaff || offering.letsChoose
        else { throw .field("resource_id", "not_offered") }
        if isByStaff { return }
        guard self.minutes == usual.minutes || terms.lengths?.admits(self.minutes) ?? false else {
            throw .field("duration_minutes", "not_a_length")
        }
        guard self.party <= terms.partyMost else {
            throw .field("party", "out_of_range", ["min": "1", "max": "\(terms.partyMost)"])
        }
    }

    package var duration: Span { .minutes(minutes) }

    /// The same for another length, as staff may give it.
    package func lasting(minutes: Int) -> Wish {
        Wish(minutes: minutes, party: party, resources: resources, location: location)
    }

    /// What a booking claims of each resource: a room is taken whole, other things once for each of the party.
    func units(_ offering: Offering) -> Int { offering.kind == .room ? 1 : party }

    /// What it costs (E1). Rooms without a price of the offering have rates of their own; where these differ, the client has to choose
    /// one: 422 `required`.
    package func price(_ offering: Offering, _ book: Book) throws(Problem) -> Money {
        let rate =
            try offering.terms.pricing == .perHour && offering.price.minor == 0
            ? ownRate(offering, book) : offering.price
        do {
            return try offering.terms.price(rate).total(minutes: minutes, party: party, in: offering.price.currency)
        } catch {
            throw .field("party", "out_of_range", ["min": "1", "max": "\(offering.terms.partyMost)"])
        }
    }

    private func ownRate(_ offering: Offering, _ book: Book) throws(Problem) -> Money {
        if book.isEverywhere(offering) { return rateEverywhere(offering, book) }
        let rates = book.fitting(book.needs(offering, self), at: location).map { Set($0.map { $0.hourlyRate ?? 0 }) }
        guard rates.allSatisfy({ $0.count <= 1 }) else { throw .field("resource_id", "required") }
        return Money(minor: Int64(rates.compactMap(\.first).reduce(0, +)), currency: offering.price.currency)
    }

    /// Whichever is taken, what is least asked at each location, and once for what goes with every one.
    private func rateEverywhere(_ offering: Offering, _ book: Book) -> Money {
        let locations = book.locations(of: offering, self)
        let total = book.fitting(offering.needs, at: nil).reduce(0) { total, group in
            func least(_ isMeant: (Resource) -> Bool) -> Int? { group.filter(isMeant).map { $0.hourlyRate ?? 0 }.min() }
            let here = locations.map { location in least { $0.location == location.id } }
            let travelling = here.contains(nil) ? least { $0.location == nil } ?? 0 : 0
            return total + here.compactMap(\.self).reduce(0, +) + travelling
        }
        return Money(minor: Int64(total), currency: offering.price.currency)
    }
}
