import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Scheduling
import Storage
import TestSupport
import Testing
import Web

/// Locations, and what is booked at them.
extension World {
    package func location(_ name: String, _ more: [String: JSON] = [:]) async throws -> LocationID {
        let fields = Fields(["name": .string(name), "address": .string("Calle \(name) 1")].merging(more) { $1 })
        return try await house.store.write { db in
            try bookings.catalogue.createLocation(member, fields, by: origin, in: db).id
        }
    }

    /// A location of somebody else's business.
    package func foreignLocation() async throws -> LocationID {
        try await house.store.write { db in
            let draft = BusinessDraft(name: "Other", zone: "Europe/Madrid", language: "en")
            let other = try bookings.catalogue.createBusiness(draft, owner: member.user, by: origin, in: db)
            let owner = try #require(db.memberships(of: member.user).first { $0.business.id == other.id })
            return try bookings.catalogue.createLocation(owner, Fields(["name": "There"]), by: origin, in: db).id
        }
    }

    package func resource(_ name: String, _ kind: ResourceKind = .person, at location: LocationID?) async throws
        -> ResourceID
    {
        let id = try await resource(name, kind)
        try await put(id, at: location)
        return id
    }

    package func put(_ resource: ResourceID, at location: LocationID?) async throws {
        let fields = Fields(["location_id": .string(location?.description ?? "")])
        _ = try await house.store.write { db in
            try bookings.catalogue.updateResource(member, resource, fields, by: origin, in: db)
        }
    }

    package func remove(_ location: LocationID) async throws {
        try await house.store.write { db in
            try bookings.catalogue.removeLocation(member, location, by: origin, in: db)
        }
    }

    package func place(
        _ offering: Offering, _ start: Instant = World.tuesday(), at location: LocationID?, email: String
    )
        async throws -> Booking
    {
        var ask = Ask(offering.id, start: start)
        ask.location = location
        return try await place(ask, email)
    }

    /// Tuesday's free starts.
    package func starts(_ offering: Offering, at location: LocationID?) async throws -> Set<Instant> {
        try await house.store.read { db in
            let book = try book(in: db)
            let date = book.zone.local(World.tuesday()).date
            let wish = try Wish(offering).at(location, offering, book)
            let free = try bookings.scheduling.freeTimes(
                book, offering, wish, from: date, through: date, in: book.zone, db)
            return Set(free.slots.map(\.start))
        }
    }

    package func open(_ course: Offering, _ starts: [Instant], at location: LocationID) async throws -> OpenedSessions {
        try await house.store.write { db in
            let table = Timetable(
                offering: course, times: starts.map { Interval(from: $0, lasting: course.duration) },
                capacity: 8, resources: [], location: location, keepsHours: false, look: SessionLook())
            return try bookings.scheduling.open(table, book(in: db), by: origin, in: db)
        }
    }
}
