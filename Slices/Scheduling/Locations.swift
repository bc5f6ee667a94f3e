import Catalogue
import Kernel
import Storage
import Web

/// Where a booking can be (B11). What is claimed together is of one location: resources there, and those that go with every location; or
/// where the offering says so, it is at all of them.
extension Book {
    /// The locations that can be booked, the oldest first. None: the business works at its own address.
    package var openLocations: [Location] { locations.filter(\.isActive) }

    package func location(_ id: LocationID?) -> Location? { id.flatMap { id in locations.first { $0.id == id } } }

    /// Where an offering can be had with what is chosen: each of its needs has somebody or something there. At all of these, if it is
    /// at all locations.
    package func locations(of offering: Offering, _ wish: Wish) -> [Location] {
        openLocations.filter { location in
            fitting(needs(offering, wish), at: location.id).allSatisfy { !$0.isEmpty }
        }
    }

    /// Whether a booking takes what it needs at all locations at once.
    package func isEverywhere(_ offering: Offering) -> Bool {
        offering.terms.locations == .all && offering.kind != .course && !locations.isEmpty
    }

    /// The offering's needs, with what is chosen in place of a choice. At all locations a chosen one is so only where it is: the kernel
    /// knows of both.
    func needs(_ offering: Offering, _ wish: Wish) -> [[ResourceID]] {
        if isEverywhere(offering) { return offering.needs }
        return offering.needs.map { group in
            let chosen = group.filter(wish.resources.contains)
            return chosen.isEmpty ? group : chosen
        }
    }

    /// Of each group, what is in use and at `location`; at any that can be booked when nil.
    package func fitting(_ needs: [[ResourceID]], at location: LocationID?) -> [[Resource]] {
        let all = needs.map { $0.compactMap { resources[$0] }.filter(\.isActive) }
        guard !locations.isEmpty else { return all }
        let open: Set<LocationID> = location.map { [$0] } ?? Set(openLocations.map(\.id))
        return all.map { group in group.filter { $0.location.map(open.contains) ?? true } }
    }

    /// Which locations a wish leaves to the choice of resources, as the kernel is asked.
    func locationNeed(_ offering: Offering, _ wish: Wish) -> LocationNeed {
        if isEverywhere(offering) { return .all(locations(of: offering, wish).map(\.id.rawValue)) }
        let open = wish.location.map { [$0.rawValue] } ?? openLocations.map(\.id.rawValue)
        // With none in use nothing can be booked; a business without any books at its own address.
        return open.isEmpty && !locations.isEmpty ? .all([]) : .one(of: open)
    }
}

extension Wish {
    /// The same at a location. Throws 422 for one that there is not, and one where the offering can't be had, or not alone.
    package func at(_ location: LocationID?, _ offering: Offering, _ book: Book) throws(Problem) -> Wish {
        guard let location else { return self }
        guard book.location(location) != nil else { throw .field("location_id", "not_found") }
        guard !book.isEverywhere(offering) else { throw .field("location_id", "at_all_locations") }
        guard book.locations(of: offering, self).contains(where: { $0.id == location }) else {
            throw .field("location_id", "not_at_location")
        }
        return Wish(minutes: minutes, party: party, resources: resources, location: location)
    }
}

extension Wish {
    /// Nobody can be at two locations at once: what follows something at `location` is at the same one, where it can be had there.
    package func following(_ location: LocationID?, _ offering: Offering, _ book: Book) -> Wish {
        guard self.location == nil else { return self }
        return (try? at(location, offering, book)) ?? self
    }

    /// Whether the session is where it is wished for.
    func admits(_ session: Session) -> Bool { location.map { $0 == session.location } ?? true }
}

/// What was taken for a booking.
package struct Taken: Sendable {
    package let resources: [Resource]
    /// Nil for a business without locations, and for what is at all of them.
    package let location: LocationID?
    /// Of what is at all of them.
    package var all: [LocationID] = []
    /// What of it is beyond its capacity, by the word of whoever may say so.
    package let excess: [Excess]

    package init(
        resources: [Resource], location: LocationID?, all: [LocationID] = [], excess: [Excess] = []
    ) {
        self.resources = resources
        self.location = location
        self.all = all
        self.excess = excess
    }

    /// One or several.
    package var places: [LocationID] { [location].compactMap(\.self) + all }
}

extension SchedulingSlice {
    /// Who has claims on the resource from now on.
    package static func holders(_ resource: Resource, in db: Snapshot) throws -> Set<ClaimHolder> {
        let future = Interval(from: db.now, lasting: .days(3_650))
        let claims = try db.claims(resource.business, [resource], overlapping: future)[resource.id] ?? []
        return Set(claims.map(\.holder))
    }
}

extension Snapshot {
    /// Of these sessions, those at another location than this one.
    package func sessions(_ business: BusinessID, _ ids: [SessionID], notAt location: LocationID) throws -> [SessionID]
    {
        guard !ids.isEmpty else { return [] }
        return try rows(
            """
            SELECT id FROM course_sessions
            WHERE business_id = \(business) AND id IN \(list: ids) AND location_id <> \(location)
            """
        ).map { try $0[0] }
    }

    /// How many sessions are to come at the location.
    package func sessionCount(_ location: Location) throws -> Int {
        try value(
            """
            SELECT COUNT(*) FROM course_sessions WHERE business_id = \(location.business) AND location_id = \(location.id)
                AND cancelled_at IS NULL AND end_at > \(now)
            """) ?? 0
    }
}
