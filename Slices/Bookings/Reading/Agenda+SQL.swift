import Catalogue
import Kernel
import Scheduling
import Storage

/// How many bookings the desk's first page tells of.
package struct DeskFigures: Sendable {
    package let today: Int
    package let week: Int
    package let pending: Int
}

extension Snapshot {
    /// Bookings that start on `day` and in `week` and take place, and requests that wait.
    package func figures(_ member: Membership, day: Interval, week: Interval) throws -> DeskFigures {
        let live: SQL = "status IN ('pending', 'pending_payment', 'confirmed', 'checked_in', 'completed', 'no_show')"
        func count(_ span: Interval) throws -> Int {
            try value(
                """
                SELECT COUNT(*) FROM bookings WHERE business_id = \(member.business.id) AND start_at >= \(span.from)
                    AND start_at < \(span.to) AND \(live) AND \(member.reachesBooking)
                """) ?? 0
        }
        return DeskFigures(
            today: try count(day), week: try count(week),
            pending: try value(
                """
                SELECT COUNT(*) FROM bookings WHERE business_id = \(member.business.id) AND status = 'pending'
                    AND \(member.reachesBooking)
                """) ?? 0)
    }

    /// How many bookings a business has, times that were only held apart, how many wait for a decision, and how many are confirmed.
    package func counts(_ member: Membership) throws -> (all: Int, pending: Int, confirmed: Int) {
        let row = try first(
            """
            SELECT COUNT(*) FILTER (WHERE \(Booking.isPlaced)) AS "all", COUNT(*) FILTER (WHERE status = 'pending') AS pending,
                COUNT(*) FILTER (WHERE status = 'confirmed') AS confirmed
            FROM bookings WHERE business_id = \(member.business.id) AND \(member.reachesBooking)
            """)
        return (try row?[0] ?? 0, try row?[1] ?? 0, try row?[2] ?? 0)
    }

    /// Requests that wait for a decision.
    package func waiting(_ business: BusinessID) throws -> Int {
        try value("SELECT COUNT(*) FROM bookings WHERE business_id = \(business) AND status = 'pending'") ?? 0
    }

    /// Bookings that take place and start in `span`, by start.
    package func liveBookings(_ member: Membership, in span: Interval, limit: Int) throws -> [Booking] {
        try rows(
            """
            SELECT * FROM bookings WHERE business_id = \(member.business.id) AND start_at >= \(span.from)
                AND start_at < \(span.to) AND \(member.reachesBooking) AND status IN ('pending', 'pending_payment', 'confirmed', 'checked_in', 'completed', 'no_show')
            ORDER BY start_at, id LIMIT \(limit)
            """
        ).map(Booking.init)
    }

    /// What fills a day: every booking that overlaps it and keeps its time, with the resources that it has.
    package func dayBookings(_ member: Membership, _ day: Interval) throws -> [(
        booking: Booking, resources: [ResourceID]
    )] {
        let rows = try rows(
            """
            SELECT bookings.*, t.resource_id AS taken FROM bookings
            LEFT JOIN claims t ON t.business_id = bookings.business_id AND t.booking_id = bookings.id AND t.released_at IS NULL
            WHERE bookings.business_id = \(member.business.id) AND start_at > \(day.from - .days(2)) AND start_at < \(day.to)
                AND end_at > \(day.from) AND status NOT IN ('rejected', 'expired', 'cancelled') AND \(member.reachesBooking)
            ORDER BY start_at, bookings.id LIMIT 2000
            """)
        var found: [(booking: Booking, resources: [ResourceID])] = []
        for row in rows {
            let booking = try Booking(row)
            let taken: ResourceID? = try row["taken"]
            if found.last?.booking.id != booking.id { found.append((booking, [])) }
            if let taken { found[found.count - 1].resources.append(taken) }
        }
        return found
    }

    /// Names of the resources that each of these bookings took, people first.
    package func resourceNames(_ business: BusinessID, _ bookings: [Booking]) throws -> [BookingID: [String]] {
        var names: [BookingID: [String]] = [:]
        for row in try rows(
            """
            SELECT c.booking_id, r.name FROM claims c JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE c.business_id = \(business) AND c.booking_id IN \(list: bookings.map(\.id)) AND r.kind <> 'seats'
                AND \(Self.isLast) ORDER BY r.kind, r.name
            """)
        { names[try row[0], default: []].append(try row[1]) }
        for (session, seated) in Dictionary(grouping: bookings.filter { $0.session != nil }, by: { $0.session }) {
            let taken = try session.map { try resourceNames(business, of: $0) } ?? []
            for booking in seated { names[booking.id] = taken }
        }
        return names
    }
}
