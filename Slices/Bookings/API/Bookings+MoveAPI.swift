import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// Moving and noting of bookings, removing sessions.
extension BookingSlice {
    var moveEndpoints: [Endpoint] {
        let remove = removeEndpoint
        return [
            rescheduleEndpoint, customerRescheduleEndpoint, notesEndpoint, remove,
            remove.alias("/availability/slots/{session_id}"),
        ] + moveTimesEndpoints
    }

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
                let moved = try reschedule(id, to: wanted, book, as: .business, by: Origin(visit), in: db)
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
                try opened(try db.booking(id), visit, key: visit.body.text("key"), for: [.manage], in: db).booking
            } work: { booking, db in
                guard let business = try db.business(booking.business),
                    let book = try scheduling.book(business.slug, in: db)
                else { throw Problem.notFound }
                let moved = try reschedule(
                    id, to: move, book, as: .customer, by: Origin(visit, guest: .customer), in: db)
                return .json(try json(moved, business, visit.words, for: .customer, in: db))
            }
        }
    }

    package static let notes = Schema(
        "BookingNotes",
        [
            Field(
                "notes", .text(0...2_000, lines: true), optional: true, "The client's special requests.", sample: nil),
            Field(
                "owner_notes", .text(0...4_000, lines: true), optional: true, "Owners and managers only.", sample: nil),
            Field("internal_notes", .text(0...4_000, lines: true), optional: true, "For staff.", sample: "Bring fins."),
        ])

    private var notesEndpoint: Endpoint {
        .write(
            .put, "/bookings/{id}/notes", "Note something; what is not named stays, empty removes",
            capabilities: ["D9"],
            access: .member("booking:create"), body: Self.notes, answer: Booking.schema
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCreate, in: db).1
            } work: { member, db in
                let noted = try note(
                    id, visit.body, isOwner: Reader(member) == .owner, by: Origin(visit), in: db)
                return .json(try json(noted, member.business, visit.words, for: Reader(member), in: db))
            }
        }
    }

    private var removeEndpoint: Endpoint {
        .write(
            .delete, "/sessions/{session_id}", "Remove a session; with bookings, say what becomes of them",
            capabilities: ["C4"],
            access: .member("schedule:modify"),
            query: [
                Field(
                    "bookings", .choice(["cancel", "move"]), optional: true,
                    "Cancel them with everything given back, or move them to `to`.", sample: nil),
                Field("to", .formatted(.id(SessionID.self)), optional: true, sample: nil),
                Field("reason", .text(1...500), optional: true, "The clients are told.", sample: nil),
            ],
            answer: Schema(
                "RemovedSession", [Field("bookings", .integer(0...100_000), "Cancelled or moved.", sample: 0)]),
            problems: ["session_booked", "session_over", "slot_taken"]
        ) { visit in
            let id = try visit.id("session_id", SessionID.self)
            let removal = try Self.removal(visit.query)
            return try await house.store.once(visit) { db in
                let (session, book) = try scheduling.found(visit, id, .scheduleModify, in: db)
                return (book, try db.membership(visit.visitor, session.business, .scheduleModify, reach: .own))
            } work: { found, db in
                let (book, member) = found
                let count = try removeSession(id, removal, book, as: member, by: Origin(visit), in: db)
                return .json(["bookings": .number(count)])
            }
        }
    }

    package static func removal(_ fields: Fields) throws(Problem) -> SessionRemoval {
        switch fields.text("bookings") {
        case "cancel": return .cancel(reason: fields.text("reason"))
        case "move":
            guard let target = fields.id("to", SessionID.self) else { throw .field("to", "required") }
            return .move(to: target)
        default: return .ask
        }
    }
}
