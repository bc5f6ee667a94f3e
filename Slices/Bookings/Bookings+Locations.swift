import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Web

/// What bookings say to a change of the business's locations (B11).
extension BookingSlice {
    package static let locationGuards = LocationGuards(
        mayMove: { resource, location, db in
            var (bookings, sessions): ([BookingID], [SessionID]) = ([], [])
            for holder in try SchedulingSlice.holders(resource, in: db) {
                switch holder {
                case .booking(let id): bookings.append(id)
                case .session(let id): sessions.append(id)
                }
            }
            let elsewhere = try db.bookings(resource.business, bookings, notAt: location)
            let count = try elsewhere.count + db.sessions(resource.business, sessions, notAt: location).count
            guard count == 0 else { throw Problem.bookedElsewhere(count, elsewhere) }
        },
        mayRemove: { location, db in
            let bookings = try db.liveBookings(location)
            let count = try bookings.count + db.sessionCount(location)
            guard count == 0 else { throw Problem.locationBooked(count, bookings) }
        })
}

extension Booking {
    /// Whoever and whatever comes together is at one place. A booking from before the business had locations has none.
    static let locationProof = Proof("what a booking or session to come claims is of its location") { db in
        let faults = try db.rows(
            """
            SELECT b.id, r.name FROM bookings b
            JOIN claims c ON c.business_id = b.business_id AND c.booking_id = b.id
            JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE b.location_id IS NOT NULL AND c.released_at IS NULL AND c.to_at > \(db.now)
                AND r.location_id IS NOT NULL AND r.location_id <> b.location_id
            UNION ALL
            SELECT b.id, r.name FROM bookings b
            JOIN claims c ON c.business_id = b.business_id AND c.booking_id = b.id
            JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE b.is_everywhere = 1 AND c.released_at IS NULL AND c.to_at > \(db.now) AND r.location_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM booking_locations l
                    WHERE l.business_id = b.business_id AND l.booking_id = b.id AND l.location_id = r.location_id)
            """
        ).map { "\(try $0[0] as BookingID) has \(try $0[1] as String), which is of another location" }
        let classes = try db.rows(
            """
            SELECT s.id, r.name FROM course_sessions s
            JOIN claims c ON c.business_id = s.business_id AND c.session_id = s.id AND c.booking_id = 0
            JOIN resources r ON r.business_id = c.business_id AND r.id = c.resource_id
            WHERE s.location_id IS NOT NULL AND c.released_at IS NULL AND c.to_at > \(db.now)
                AND r.location_id IS NOT NULL AND r.location_id <> s.location_id
            """
        ).map { "\(try $0[0] as SessionID) has \(try $0[1] as String), which is of another location" }
        let apart = try db.rows(
            """
            SELECT b.id FROM bookings b
            JOIN course_sessions s ON s.business_id = b.business_id AND s.id = b.session_id
            WHERE COALESCE(b.location_id, 0) <> COALESCE(s.location_id, 0)
            """
        ).map { "\(try $0[0] as BookingID) is not at the location of its session" }
        // What claims time of a business has to be of that very business.
        let strange = try db.rows(
            "SELECT b.id FROM bookings b JOIN locations l ON l.id = b.location_id WHERE l.business_id <> b.business_id"
        ).map { "\(try $0[0] as BookingID) is at a location of another business" }
        let nowhere = try db.rows(
            """
            SELECT b.id FROM bookings b WHERE b.is_everywhere <> (SELECT COUNT(DISTINCT l.business_id) FROM booking_locations l
                WHERE l.business_id = b.business_id AND l.booking_id = b.id)
            """
        ).map { "\(try $0[0] as BookingID) has no list of its locations, or one that it should not have" }
        let count: Int =
            try db.value("SELECT COUNT(*) FROM bookings WHERE location_id IS NOT NULL OR is_everywhere = 1") ?? 0
        return (count, faults + classes + apart + strange + nowhere)
    }
}

extension Problem {
    fileprivate static func bookedElsewhere(_ count: Int, _ bookings: [BookingID]) -> Problem {
        Problem(
            409, "resource_booked_elsewhere", ["count": "\(count)"],
            details: [.init("bookings", .list(bookings.prefix(100)) { .string($0.description) })])
    }

    fileprivate static func locationBooked(_ count: Int, _ bookings: [BookingID]) -> Problem {
        Problem(
            409, "location_booked", ["count": "\(count)"],
            details: [.init("bookings", .list(bookings.prefix(100)) { .string($0.description) })])
    }
}

extension Snapshot {
    /// Of these bookings, those at another location than this one, or at several.
    fileprivate func bookings(_ business: BusinessID, _ ids: [BookingID], notAt location: LocationID) throws
        -> [BookingID]
    {
        guard !ids.isEmpty else { return [] }
        return try rows(
            """
            SELECT id FROM bookings
            WHERE business_id = \(business) AND id IN \(list: ids) AND (location_id <> \(location) OR is_everywhere = 1)
            ORDER BY id
            """
        ).map { try $0[0] }
    }

    /// Bookings at a location that are not over.
    fileprivate func liveBookings(_ location: Location) throws -> [BookingID] {
        try rows(
            """
            SELECT id FROM bookings WHERE business_id = \(location.business) AND (location_id = \(location.id) OR is_everywhere = 1
                    AND EXISTS (SELECT 1 FROM booking_locations l WHERE l.business_id = \(location.business)
                        AND l.booking_id = bookings.id AND l.location_id = \(location.id)))
                AND end_at > \(now) AND status IN ('held', 'pending', 'pending_payment', 'confirmed', 'checked_in')
            ORDER BY start_at LIMIT 1000
            """
        ).map { try $0[0] }
    }
}
