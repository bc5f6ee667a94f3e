import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web

/// Bookings, as those who work there enter, list and read them.
extension BookingAPISlice {
    var staffEndpoints: [Endpoint] {
        [createEndpoint, listEndpoint, requestsEndpoint, ofBusinessEndpoint, readEndpoint]
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
                let booking = try bookings.place(wanted, book, by: Origin(visit), in: db)
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
            var filter = BookingFilter(visit.query, bookings.zone(member.business), member)
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

    /// A booking for somebody who works at its business. What belongs to another business answers like what does not exist (A10).
    func found(_ visit: Visit, _ id: BookingID, _ permission: Permission, in db: Snapshot) throws -> (
        Booking, Membership
    ) {
        guard let booking = try db.booking(id), booking.status != .held || permission == .bookingViewAll else {
            throw Problem.notFound
        }
        let member = try db.membership(visit.visitor, booking.business, permission, reach: .own)
        try db.requireSeen(booking, by: member)
        return (booking, member)
    }
}
