import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Web

/// Moving a booking, for staff and by its customer's link.
extension BookingAPISlice {
    var moveEndpoints: [Endpoint] { [rescheduleEndpoint, customerRescheduleEndpoint] }

    private static let place = [
        Field("start", .formatted(.instant), optional: true, "A start that is free.", sample: "2026-11-24T08:00:00Z"),
        Field(
            "session_id", .formatted(.id(SessionID.self)), optional: true, "Of a course: the other session.",
            sample: nil),
        otherLocation,
    ]
    private static let moveProblems = [
        "not_movable", "booking_started", "reschedule_too_late", "slot_taken", "slot_unavailable",
    ]

    private var rescheduleEndpoint: Endpoint {
        .write(
            .put, "/bookings/{id}/reschedule", "Move a booking; the old place is kept until the new one is sure",
            capabilities: ["D7"], access: .member("booking:create"),
            body: Schema(
                "Reschedule",
                Self.place + [
                    Field("duration_minutes", .integer(5...1_440), optional: true, sample: nil),
                    Field(
                        "resource_ids", .list(.formatted(.id(ResourceID.self)), max: 20), optional: true,
                        "Chosen people and rooms of the offering.", sample: nil),
                    Overbooking.field,
                ]), answer: Booking.schema, problems: Self.moveProblems
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            var move = Move(start: visit.body.instant("start"), session: visit.body.id("session_id"))
            move.minutes = visit.body.integer("duration_minutes")
            move.resources = visit.body.ids("resource_ids", ResourceID.self)
            move.location = visit.body.id("location_id")
            let wanted = move
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCreate, in: db).1
            } work: { member, db in
                guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
                var wanted = wanted
                wanted.isOverbooking = try Overbooking.isAsked(visit.body, by: member)
                let moved = try bookings.reschedule(id, to: wanted, book, as: .business, by: Origin(visit), in: db)
                try db.requireOwn([moved], of: member)
                return .json(try json(moved, member.business, visit.words, for: Reader(member), in: db))
            }
        }
    }

    private var customerRescheduleEndpoint: Endpoint {
        .write(
            .put, "/customer/bookings/{id}/reschedule", "Move by the customer's link", capabilities: ["D7"],
            access: .link,
            body: Schema(
                "LinkReschedule",
                [Self.linkKey] + Self.place), answer: Booking.schema,
            problems: Self.moveProblems + ["too_many_for_receiver"]
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            let move = Move(
                start: visit.body.instant("start"), session: visit.body.id("session_id"),
                location: visit.body.id("location_id"))
            return try await house.store.once(visit) { db in
                try bookings.opened(try db.booking(id), visit, key: visit.body.text("key"), for: [.manage], in: db)
                    .booking
            } work: { booking, db in
                guard let business = try db.business(booking.business),
                    let book = try scheduling.book(business.slug, in: db)
                else { throw Problem.notFound }
                let moved = try bookings.reschedule(
                    id, to: move, book, as: .customer, by: Origin(visit, guest: .customer), in: db)
                return .json(try json(moved, business, visit.words, for: .customer, in: db))
            }
        }
    }
}
