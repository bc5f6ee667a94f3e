import Bookings
import Catalogue
import House
import Identity
import Kernel
import Storage
import Web

/// What staff decide on a booking: approve, reject, cancel, and every other step.
extension BookingAPISlice {
    var decisionEndpoints: [Endpoint] {
        [
            decision(.post, "/booking/requests/{id}/approve", "Approve a request", .bookingApprove, body: nil) {
                id, visit, db in
                try bookings.approve(id, by: Origin(visit), in: db)
            },
            decision(
                .post, "/booking/requests/{id}/reject", "Reject a request with a reason", .bookingApprove,
                body: Schema("Rejection", [BookingSlice.reason])
            ) { id, visit, db in
                try bookings.reject(id, reason: visit.body.text("reason") ?? "", by: Origin(visit), in: db)
            },
            decision(
                .put, "/bookings/{id}/reject", "Reject a request with a reason", .bookingApprove,
                body: Schema("Rejection", [BookingSlice.reason])
            ) { id, visit, db in
                try bookings.reject(id, reason: visit.body.text("reason") ?? "", by: Origin(visit), in: db)
            },
            cancelEndpoint, statusEndpoint,
        ]
    }

    private func decision(
        _ method: Method, _ path: String, _ summary: String, _ permission: Permission, body: Schema?,
        _ verb: @escaping @Sendable (BookingID, Visit, Transaction) throws -> Booking
    ) -> Endpoint {
        .write(
            method, path, summary, capabilities: ["D5", "D8"], access: .member(permission.rawValue), body: body,
            answer: Booking.schema,
            problems: ["illegal_transition"]
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, permission, in: db).1
            } work: { member, db in
                .json(try json(try verb(id, visit, db), member.business, visit.words, for: Reader(member), in: db))
            }
        }
    }

    private var cancelEndpoint: Endpoint {
        .write(
            .put, "/bookings/{id}/cancel", "Cancel for the business; everything is given back", capabilities: ["D6"],
            access: .member("booking:cancel"),
            body: Schema("Cancellation", [BookingSlice.reason]).patch("Cancellation"), answer: Self.cancelled,
            problems: ["illegal_transition"]
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCancel, in: db).1
            } work: { member, db in
                let cancelled = try bookings.cancel(
                    id, as: .business, reason: visit.body.text("reason"), by: Origin(visit), in: db)
                return try answer(cancelled, visit, for: Reader(member), in: db)
            }
        }
    }

    private var statusEndpoint: Endpoint {
        let choices: [BookingStatus] = [.confirmed, .rejected, .cancelled, .checkedIn, .completed, .noShow]
        let body = Schema(
            "StatusChange",
            [
                Field("status", .choice(choices.map(\.rawValue)), sample: "confirmed"),
                Field("reason", .text(1...500, lines: true), optional: true, "Needed for `rejected`.", sample: nil),
            ])
        return .write(
            .put, "/bookings/{id}/status", "Move a booking to another state", capabilities: ["D5", "D8"],
            access: .member("booking:create"),
            body: body, answer: Booking.schema, problems: ["illegal_transition"]
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            let status = visit.body.text("status").flatMap(BookingStatus.init) ?? .confirmed
            return try await house.store.once(visit) { db in
                try found(visit, id, Self.permission(for: status), in: db).1
            } work: { member, db in
                let moved = try move(id, to: status, visit, in: db)
                return .json(try json(moved, member.business, visit.words, for: Reader(member), in: db))
            }
        }
    }

    /// Whoever works there may say who came; deciding and cancelling needs more.
    private static func permission(for status: BookingStatus) -> Permission {
        switch status {
        case .checkedIn, .completed, .noShow: .bookingCreate
        case .cancelled: .bookingCancel
        default: .bookingApprove
        }
    }

    private func move(_ id: BookingID, to status: BookingStatus, _ visit: Visit, in db: Transaction) throws -> Booking {
        let (origin, reason) = (Origin(visit), visit.body.text("reason"))
        switch status {
        case .confirmed: return try bookings.approve(id, by: origin, in: db)
        case .rejected:
            guard let reason else { throw Problem.field("reason", "required") }
            return try bookings.reject(id, reason: reason, by: origin, in: db)
        case .cancelled: return try bookings.cancel(id, as: .business, reason: reason, by: origin, in: db)
        default: return try bookings.advance(id, to: status, by: origin, in: db)
        }
    }
}
