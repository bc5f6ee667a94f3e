import Catalogue
import Customers
import Kernel
import Scheduling
import Storage
import Web

extension Membership {
    /// The condition that a row of `bookings` is the member's to see: it has one of the people and rooms that they look after, or a place
    /// in a session that has.
    package var reachesBooking: SQL {
        guard isLimited else { return "1 = 1" }
        let own = resources.sorted()
        return """
            (EXISTS (SELECT 1 FROM claims c WHERE c.business_id = bookings.business_id AND c.booking_id = bookings.id
                    AND c.resource_id IN \(list: own) AND \(Snapshot.isLast))
                OR bookings.session_id IS NOT NULL AND EXISTS (SELECT 1 FROM claims c WHERE c.business_id = bookings.business_id
                    AND c.session_id = bookings.session_id AND c.booking_id = 0 AND c.resource_id IN \(list: own)))
            """
    }
}

extension Snapshot {
    /// Those of `bookings` that are the member's to see.
    package func reached(_ bookings: [Booking], by member: Membership) throws -> [Booking] {
        guard member.isLimited, !bookings.isEmpty else { return bookings }
        let ids: [BookingID] = try rows(
            """
            SELECT id FROM bookings WHERE business_id = \(member.business.id) AND id IN \(list: bookings.map(\.id))
                AND \(member.reachesBooking)
            """
        ).map { try $0[0] }
        let seen = Set(ids)
        return bookings.filter { seen.contains($0.id) }
    }

    /// Throws 404 for a booking that is not the member's to see, as for one that is not there.
    package func requireSeen(_ booking: Booking, by member: Membership) throws {
        guard try !reached([booking], by: member).isEmpty else { throw Problem.notFound }
    }

    /// Throws 403 when the member has put something on people and rooms of others.
    package func requireOwn(_ bookings: [Booking], of member: Membership) throws {
        guard try reached(bookings, by: member).count == bookings.count else { throw Problem.outsideReach }
    }

    /// Of these customers the ones who have something booked that is the member's to see.
    package func reached(customers ids: [CustomerID], by member: Membership) throws -> Set<CustomerID> {
        guard member.isLimited else { return Set(ids) }
        return Set(
            try rows(
                """
                SELECT DISTINCT customer_id FROM bookings WHERE business_id = \(member.business.id)
                    AND customer_id IN \(list: ids) AND \(member.reachesBooking)
                """
            ).map { try $0[0] as CustomerID })
    }
}
