import Catalogue
import Kernel
import Storage
import Web

package struct SessionID: EntityID, ColumnValue {
    package static let prefix = "ses"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

package struct SeriesID: EntityID, ColumnValue {
    package static let prefix = "sri"
    package let rawValue: Int64
    package init(rawValue: Int64) { self.rawValue = rawValue }
}

/// A dated occurrence of a course with its own seats: a class, a generated timeslot (C2). It claims its teacher and room for its own
/// time; its bookings claim seats only.
package struct Session: Sendable {
    package let id: SessionID
    package let business: BusinessID
    package let offering: OfferingID
    package let seats: Seats
    package let start: Instant
    package let end: Instant
    /// Whether clients may book it; staff always may.
    package let isBookable: Bool
    package let hasWaitingList: Bool
    /// Nil is the offering's.
    package let deadlineHours: Int?
    package let series: SeriesID?
    /// That of its room and teacher, or the one that it was made with (B11).
    package let location: LocationID?
    package let note: String?
    package let cancelledAt: Instant?
    package let reason: String?

    init(_ row: Row) throws {
        id = try row["id"]
        business = try row["business_id"]
        offering = try row["offering_id"]
        seats = try Seats(row)
        start = try row["start_at"]
        end = try row["end_at"]
        isBookable = try row["is_bookable"]
        hasWaitingList = try row["has_waiting_list"]
        deadlineHours = try row["booking_deadline_hours"]
        series = try row["series_id"]
        location = try row["location_id"]
        note = try row["note"]
        cancelledAt = try row["cancelled_at"]
        reason = try row["reason"]
    }

    package var interval: Interval { Interval(from: start, lasting: end - start) }
    package var minutes: Int { Int((end - start).milliseconds / 60_000) }

    /// The last moment at which a client may book: the stricter of the deadline and the business's notice.
    package func bookableUntil(_ book: Book, _ offering: Offering) -> Instant {
        let deadline = Span.hours(deadlineHours ?? offering.terms.deadlineHours ?? 0)
        return start - max(deadline, book.settings.window.minNotice)
    }

    /// Why a client can't book it now, seats apart; empty when they can.
    package func refusals(_ book: Book, _ offering: Offering, at now: Instant) -> [String] {
        var reasons: [String] = []
        if cancelledAt != nil { reasons.append("session_cancelled") }
        if start <= now { reasons.append("past") }
        if start > now && now > bookableUntil(book, offering) { reasons.append("deadline") }
        if start >= book.settings.window.latest(now, book.zone) { reasons.append("window") }
        if !isBookable || book.location(location)?.isActive == false { reasons.append("session_closed") }
        return reasons
    }
}

extension Session {
    package static let schema = Schema(
        "Session",
        [
            Field("id", .formatted(.id(SessionID.self)), sample: .string(SessionID(rawValue: 1).description)),
            Field(
                "offering_id", .formatted(.id(OfferingID.self)), sample: .string(OfferingID(rawValue: 1).description)),
            Field("start", .formatted(.instant), sample: "2026-11-23T08:00:00Z"),
            Field("end", .formatted(.instant), sample: "2026-11-23T09:00:00Z"),
            Field("date", .formatted(.date), "Local.", sample: "2026-11-23"),
            Field("time_slot", .text(11...11), "Local.", sample: "09:00-10:00"),
            Field("max_capacity", .integer(1...100_000), sample: 8),
            Field(
                "booked_count", .integer(0...100_000), "Places taken, waiting requests and holds included.", sample: 3),
            Field("is_available", .boolean, "Whether a client can book a place now.", sample: true),
            Field("is_bookable", .boolean, sample: true),
            Field("has_waiting_list", .boolean, sample: false),
            Field(
                "booking_deadline_hours", .integer(0...8_760), nullable: true, "The offering's unless set.", sample: nil
            ),
            Field("series_id", .formatted(.id(SeriesID.self)), nullable: true, sample: nil),
            Field("location_id", .formatted(.id(LocationID.self)), nullable: true, sample: nil),
            Field("note", .text(0...500), nullable: true, sample: nil),
            Field("cancelled_at", .formatted(.instant), nullable: true, sample: nil),
        ])

    /// - Parameter isPublic: leaves out what only staff should read.
    package func json(_ book: Book, at now: Instant, isPublic: Bool = false) -> JSON {
        let from = book.zone.local(start)
        let reasons = book.offering(offering).map { refusals(book, $0, at: now) } ?? ["offering_off"]
        return [
            "id": .string(id.description), "offering_id": .string(offering.description),
            "start": .string(start.rfc3339), "end": .string(end.rfc3339), "date": .string(from.date.description),
            "time_slot": .string("\(from.time)-\(book.zone.local(end).time)"),
            "max_capacity": .number(seats.capacity),
            "booked_count": .number(isPublic ? min(seats.claimed, seats.capacity) : seats.claimed),
            "is_available": .bool(reasons.isEmpty && seats.left > 0), "is_bookable": .bool(isBookable),
            "has_waiting_list": .bool(hasWaitingList), "booking_deadline_hours": .number(deadlineHours),
            "series_id": .text(series?.description), "location_id": .text(location?.description),
            "note": .text(isPublic ? nil : note),
            "cancelled_at": .text(cancelledAt?.rfc3339),
        ]
    }
}
