import Bookings
import Catalogue
import House
import ICalendar
import Identity
import Kernel
import QRCode
import Scheduling
import Storage
import Timekeeping
import Web

/// The customer's own pages, which a signed link opens (D6), and the way back to them for who has lost it (D3).
extension StorefrontSlice {
    var customerPages: [PageRoute] {
        [
            .get("/b/{reference}/{key}", access: .link) { visit in try await showBooking(visit) },
            .get("/b/{reference}/{key}/invite.ics", access: .link) { visit in try await invitation(visit) },
            .get("/b/{reference}/{key}/cancel", access: .link) { visit in try await askToCancel(visit) },
            .post("/b/{reference}/{key}/cancel", access: .link) { visit in try await cancelByLink(visit) },
            .get("/b/{reference}/{key}/check-in.svg", access: .link) { visit in try await checkInCode(visit) },
            .get("/find", access: .anyone) { visit in
                try house.page(FindPage(visit.words, typed: [:]), visit, chrome(nil, visit))
            },
            .post("/find", access: .anyone, challenged: true) { visit in try await find(visit) },
        ]
    }

    /// The booking of the link, with what is around it.
    func visited(_ visit: Visit, in db: Snapshot) throws -> BookingView {
        let reference = Reference(visit.parameter("reference"))
        let booking = try bookings.opened(
            try reference.flatMap { try db.booking(reference: $0.text) }, key: visit.parameter("key"), at: db.now)
        guard let business = try db.business(booking.business) else { throw Problem.notFound }
        return BookingView(
            booking: booking, business: business, location: try db.location(of: booking),
            resources: try db.resourceNames(booking),
            zone: bookings.zone(business),
            viewer: house.zones.zone(booking.clientZone), words: visit.words, path: bookings.path(booking),
            url: bookings.url(booking),
            now: db.now, participants: try db.participants(booking), others: try others(booking, in: db),
            mayMove: try mayMove(booking, business, in: db))
    }

    /// The other bookings of its series or basket, by time.
    private func others(_ booking: Booking, in db: Snapshot) throws -> [(booking: Booking, path: String)] {
        try db.together(booking).map { ($0, bookings.path($0)) }
    }

    private func mayMove(_ booking: Booking, _ business: Business, in db: Snapshot) throws -> Bool {
        guard business.isActive, let book = try scheduling.book(business.slug, in: db),
            book.offering(booking.offering)?.isActive ?? false
        else { return false }
        return bookings.mayReschedule(booking, book.settings, at: db.now)
    }

    /// The desk's page of this booking, for whoever stands at the door (D8). It opens for staff only.
    private func checkInCode(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            let view = try visited(visit, in: db)
            guard view.showsCheckIn,
                let picture = QRImage.svg(
                    "\(house.baseURL)/desk/\(view.business.slug)/check-in/\(view.booking.reference)",
                    title: view.booking.reference)
            else { throw Problem.notFound }
            return Answer(200, headers: [("content-type", "image/svg+xml")], body: Array(picture.utf8))
        }
    }

    private func showBooking(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            let view = try visited(visit, in: db)
            return try house.page(CustomerBookingPage(view), visit, chrome(view.business, visit))
        }
    }

    private func invitation(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            let view = try visited(visit, in: db)
            return .file(
                view.event.ics(method: .publish), type: "text/calendar; charset=utf-8",
                name: "\(view.booking.reference).ics")
        }
    }

    private func askToCancel(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            let view = try visited(visit, in: db)
            guard view.booking.isCancellable(at: db.now) else { return .see(view.path) }
            return try house.page(CustomerCancelPage(view), visit, chrome(view.business, visit))
        }
    }

    /// Cancels with the refund that the page has shown; where another holds by now, the page is shown again instead.
    private func cancelByLink(_ visit: Visit) async throws -> Answer {
        try await house.store.write { db in
            let view = try visited(visit, in: db)
            guard view.booking.isCancellable(at: db.now) else { return .see(view.path) }
            guard visit.body.text("share") == "\(view.refundShare)" else {
                let page = CustomerCancelPage(view, Problem(409, "refund_changed"))
                return try house.page(page, visit, chrome(view.business, visit), status: 409)
            }
            _ = try bookings.cancel(view.booking.id, as: .customer, by: Origin(visit, guest: .customer), in: db)
            return Answer.see(view.path).noticing("bookings.notice.cancelled")
        }
    }

    /// Opens the booking for who knows its reference and its e-mail address. What does not exist and what does not fit answer alike.
    private func find(_ visit: Visit) async throws -> Answer {
        do {
            let fields = try FindPage.schema.accept(form: visit.body.texts)
            guard let email = fields.text("email").flatMap(Contact.normalised(email:)),
                let reference = Reference(fields.text("reference") ?? "")
            else { throw Problem(404, "booking_not_found") }
            return try await house.store.read { db in
                guard let booking = try db.booking(reference: reference.text), booking.clientEmail == email,
                    (try? bookings.opened(booking, key: bookings.linkKey(booking), at: db.now)) != nil
                else { throw Problem(404, "booking_not_found") }
                return .see(bookings.path(booking))
            }
        } catch let problem as Problem where problem.status < 500 {
            let page = FindPage(visit.words, typed: visit.body.texts, problem)
            return try house.page(page, visit, chrome(nil, visit), status: problem.status)
        }
    }
}
