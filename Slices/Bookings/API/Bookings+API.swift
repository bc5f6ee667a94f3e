import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

extension BookingSlice {
    package static let reason = Field(
        "reason", .text(1...500, lines: true), "The client is told.", sample: "Ana is ill that day.")

    var staffEndpoints: [Endpoint] {
        [createEndpoint, listEndpoint, requestsEndpoint, ofBusinessEndpoint, readEndpoint] + decisions
    }

    private var createEndpoint: Endpoint {
        let fields =
            Self.bookRequest.fields.filter { $0.name != "hold_token" } + [
                Field(
                    "business_id", .formatted(.id(BusinessID.self)),
                    sample: .string(BusinessID(rawValue: 1).description)),
                Field("source", .choice(BookingSource.allCases.map(\.rawValue)), optional: true, sample: "phone"),
                Field(
                    "allow_duplicate", .boolean, optional: true, "Book the same thing for the same client twice.",
                    sample: false),
                Overbooking.field,
            ]
        return .write(
            .post, "/bookings", "Enter a booking for a client", capabilities: ["D2", "D10", "D11", "D15"],
            access: .member("booking:create"),
            body: Schema("StaffBookRequest", fields), success: 201, answer: Booking.schema,
            problems: ["slot_taken", "duplicate_booking"]
        ) { visit in
            var request = try placeRequest(visit.body, visit)
            request.ask.isByStaff = true
            request.source = visit.body.text("source").flatMap(BookingSource.init) ?? .api
            request.allowsDuplicate = visit.body.bool("allow_duplicate") ?? false
            let staffRequest = request
            guard let id = visit.body.id("business_id", BusinessID.self) else { throw Problem.notFound }
            return try await house.store.once(visit) { db in
                try db.membership(visit.visitor, id, .bookingCreate, reach: .own)
            } work: { member, db in
                guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
                var wanted = staffRequest
                wanted.ask.isOverbooking = try Overbooking.isAsked(visit.body, by: member)
                let booking = try place(wanted, book, by: Origin(visit), in: db)
                try db.requireOwn([booking], of: member)
                return .json(
                    try json(booking, member.business, visit.words, for: Reader(member), in: db), status: 201)
            }
        }
    }

    private var listEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings", "A business's bookings, by start, the latest first", capabilities: ["D2", "D4"],
            access: .member("booking:view_all"),
            query: [CatalogueSlice.businessQuery] + BookingFilter.query + Schema.paging,
            answer: .page(of: Booking.schema)
        ) { visit in
            try await list(visit) { db in
                try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
            }
        }
    }

    private var requestsEndpoint: Endpoint {
        Endpoint(
            .get, "/booking/requests", "Requests that wait for a decision", capabilities: ["D5"],
            access: .member("booking:view_all"),
            query: [CatalogueSlice.businessQuery] + BookingFilter.query.filter { $0.name != "status" } + Schema.paging,
            answer: .page(of: Booking.schema)
        ) { visit in
            try await list(visit, only: .pending) { db in
                try visit.query.id("business_id", BusinessID.self) ?? db.onlyBusiness(of: visit.visitor)
            }
        }
    }

    private var ofBusinessEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings/profile/{business_id}/bookings", "A business's bookings", capabilities: ["D4"],
            access: .member("booking:view_all"), query: BookingFilter.query + Schema.paging,
            answer: .page(of: Booking.schema)
        ) { visit in
            let id = try visit.id("business_id", BusinessID.self)
            return try await list(visit) { _ in id }
        }
    }

    private func list(
        _ visit: Visit, only status: BookingStatus? = nil,
        _ business: @escaping @Sendable (Snapshot) throws -> BusinessID
    ) async throws -> Answer {
        try await house.store.read { db in
            let member = try db.membership(visit.visitor, try business(db), .bookingViewAll, reach: .own)
            var filter = BookingFilter(visit.query, zone(member.business), member)
            if let status { filter.status = status }
            let page = try db.bookings(filter, after: visit.query.text("cursor"), limit: visit.limit)
            let reader = Reader(member)
            return .json([
                "items": .array(
                    try page.bookings.map {
                        try json($0, member.business, visit.words, for: reader, in: db)
                    }),
                "next_cursor": .text(page.next),
            ])
        }
    }

    private var readEndpoint: Endpoint {
        Endpoint(
            .get, "/bookings/{id}", "One booking", capabilities: ["D2"], access: .member("booking:view_all"),
            answer: Booking.schema
        ) {
            visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.read { db in
                let (booking, member) = try found(visit, id, .bookingViewAll, in: db)
                return .json(
                    try json(booking, member.business, visit.words, for: Reader(member), in: db))
            }
        }
    }

    private var decisions: [Endpoint] {
        [
            decision(.post, "/booking/requests/{id}/approve", "Approve a request", .bookingApprove, body: nil) {
                id, visit, db in
                try approve(id, by: Origin(visit), in: db)
            },
            decision(
                .post, "/booking/requests/{id}/reject", "Reject a request with a reason", .bookingApprove,
                body: Schema("Rejection", [Self.reason])
            ) { id, visit, db in try reject(id, reason: visit.body.text("reason") ?? "", by: Origin(visit), in: db) },
            decision(
                .put, "/bookings/{id}/reject", "Reject a request with a reason", .bookingApprove,
                body: Schema("Rejection", [Self.reason])
            ) { id, visit, db in try reject(id, reason: visit.body.text("reason") ?? "", by: Origin(visit), in: db) },
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
            body: Schema("Cancellation", [Self.reason]).patch("Cancellation"), answer: Self.cancelled,
            problems: ["illegal_transition"]
        ) { visit in
            let id = try visit.id("id", BookingID.self)
            return try await house.store.once(visit) { db in
                try found(visit, id, .bookingCancel, in: db).1
            } work: { member, db in
                let cancelled = try cancel(
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
    static func permission(for status: BookingStatus) -> Permission {
        switch status {
        case .checkedIn, .completed, .noShow: .bookingCreate
        case .cancelled: .bookingCancel
        default: .bookingApprove
        }
    }

    private func move(_ id: BookingID, to status: BookingStatus, _ visit: Visit, in db: Transaction) throws -> Booking {
        let (origin, reason) = (Origin(visit), visit.body.text("reason"))
        switch status {
        case .confirmed: return try approve(id, by: origin, in: db)
        case .rejected:
            guard let reason else { throw Problem.field("reason", "required") }
            return try reject(id, reason: reason, by: origin, in: db)
        case .cancelled: return try cancel(id, as: .business, reason: reason, by: origin, in: db)
        default: return try advance(id, to: status, by: origin, in: db)
        }
    }
}
