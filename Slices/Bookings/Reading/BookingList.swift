import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// Which bookings a list shows (D2).
package struct BookingFilter: Sendable {
    package var status: BookingStatus?
    package var offering: OfferingID?
    package var location: LocationID?
    /// Starts from here on, and before there.
    package var from: Instant?
    package var to: Instant?
    /// Part of a name, e-mail address, phone number or reference.
    package var text: String?
    /// Whether `text` is looked for in contact data too: not for who may not see it.
    package var seesContact = true
    package var isNewestFirst = true
    private let reach: SQL
    private let business: BusinessID

    /// All of a business.
    init(_ business: BusinessID) {
        self.business = business
        reach = "1 = 1"
    }

    /// Those that are the member's to see.
    package init(_ member: Membership) {
        business = member.business.id
        reach = member.reachesBooking
        seesContact = member.may(.customersView)
    }

    package static let query = [
        Field("status", .choice(BookingStatus.allCases.map(\.rawValue)), optional: true, sample: "confirmed"),
        Field("offering_id", .formatted(.id(OfferingID.self)), optional: true, sample: nil),
        Field("location_id", .formatted(.id(LocationID.self)), optional: true, sample: nil),
        Field("from", .formatted(.date), optional: true, "In the business's zone.", sample: "2026-11-01"),
        Field("to", .formatted(.date), optional: true, "Inclusive.", sample: "2026-11-30"),
        Field(
            "q", .text(1...100), optional: true, "Part of a name, e-mail address, phone number or reference.",
            sample: "doe"),
    ]

    package init(_ fields: Fields, _ zone: Zone, _ member: Membership) {
        self.init(member)
        status = fields.text("status").flatMap(BookingStatus.init)
        offering = fields.id("offering_id")
        location = fields.id("location_id")
        from = fields.date("from").map { zone.startOfDay($0) }
        to = fields.date("to").map { zone.startOfDay($0.adding(days: 1)) }
        text = fields.text("q")
    }

    private func at(_ location: LocationID) -> SQL {
        """
        (location_id = \(location) OR is_everywhere = 1 AND EXISTS (SELECT 1 FROM booking_locations l
            WHERE l.business_id = \(business) AND l.booking_id = bookings.id AND l.location_id = \(location)))
        """
    }

    fileprivate var conditions: [SQL] {
        var list: [SQL] = ["business_id = \(business)", reach]
        if let status { list.append("status = \(status)") }
        if status != .held { list.append(Booking.isPlaced) }
        if let offering { list.append("offering_id = \(offering)") }
        if let location { list.append(at(location)) }
        if let from { list.append("start_at >= \(from)") }
        if let to { list.append("start_at < \(to)") }
        if let text {
            let contact: [SQL] = seesContact ? ["client_email", "client_phone"] : []
            list.append(SearchText(text).isIn(anyOf: ["client_name", "reference"] + contact))
        }
        return list
    }
}

/// One page of a list, and where the next begins.
package struct BookingBatch: Sendable {
    package let bookings: [Booking]
    package let next: String?
}

extension Snapshot {
    /// Bookings of a business by start; the cursor is the last row's start and id, so that the cost of a page does not grow.
    package func bookings(_ filter: BookingFilter, after cursor: String?, limit: Int) throws -> BookingBatch {
        var conditions = filter.conditions
        let parts = cursor?.split(separator: "_").compactMap { Int64($0) } ?? []
        if cursor != nil && parts.count != 2 { throw Problem.field("cursor", "not_cursor") }
        if parts.count == 2 {
            let order: SQL = filter.isNewestFirst ? "<" : ">"
            conditions.append("(start_at, id) \(order) (\(parts[0]), \(parts[1]))")
        }
        let direction: SQL = filter.isNewestFirst ? "DESC" : "ASC"
        let all = SQL.joined(conditions, by: " AND ")
        let found = try rows(
            "SELECT * FROM bookings WHERE \(all) ORDER BY start_at \(direction), id \(direction) LIMIT \(limit + 1)"
        ).map(Booking.init)
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last.map { "\($0.start.milliseconds)_\($0.id.rawValue)" } : nil
        return BookingBatch(bookings: page, next: next)
    }
}
