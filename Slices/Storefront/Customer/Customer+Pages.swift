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
            .get("/b/{reference}/{key}", access: .link, handler: byLink { visit in try await showBooking(visit) }),
            customerLive,
            .get(
                "/b/{reference}/{key}/invite.ics", access: .link,
                handler: byLink { visit in try await invitation(visit) }
            ),
            .get(
                "/b/{reference}/{key}/cancel", access: .link, handler: byLink { visit in try await askToCancel(visit) }),
            .post(
                "/b/{reference}/{key}/cancel", access: .link, handler: byLink { visit in try await cancelByLink(visit) }
            ),
            .get(
                "/b/{reference}/{key}/check-in.svg", access: .link,
                handler: byLink { visit in try await checkInCode(visit) }),
            .get(
                "/b/{reference}/{key}/check-in", access: .link,
                handler: byLink { visit in
                    try await house.store.read { db in .see(try visited(visit, in: db).path) }
                }),
            .post("/b/{reference}/{key}/check-in", access: .link, handler: byLink { visit in try await arrive(visit) }),
        ]
    }

    /// A page of a link; where the link opens nothing, the one that tells how to get another.
    package func byLink(_ handler: @escaping Endpoint.Handler) -> Endpoint.Handler {
        { visit in
            do { return try await handler(visit) } catch let problem as Problem where problem.status == 404 {
                let page = LinkOverPage(visit.words, Reference(visit.parameter("reference")))
                return try house.page(page, visit, chrome(nil, visit), status: 404)
            }
        }
    }

    /// The booking of the link, with what is around it. Whatever is wrong with the link is the same problem.
    func visited(_ visit: Visit, for purposes: [LinkPurpose] = [.manage], in db: Snapshot) throws -> BookingView {
        let opened: OpenedBooking
        do {
            opened = try bookings.opened(
                try Reference(visit.parameter("reference")).flatMap { try db.booking(reference: $0.text) }, visit,
                key: visit.parameter("key"), for: purposes, in: db)
        } catch let problem as Problem where problem == .notFound { throw Problem(404, LinkOverPage.code) }
        let booking = opened.booking
        guard let business = try db.business(booking.business) else { throw Problem.notFound }
        let isManaged = opened.purpose == .manage
        let people = try db.participantList(booking)
        let own = people.first { $0.id == opened.participant }
        return BookingView(
            opened: opened, participant: own, business: business, locations: try db.locations(of: booking),
            resources: try db.resourceNames(booking), zone: bookings.zone(business),
            viewer: house.zones.zone(booking.clientZone), words: visit.words,
            url: opened.key == BookingSlice.ownKey ? nil : house.baseURL + opened.path, now: db.now,
            participants: isManaged ? people.map(\.name) : own.map { [$0.name] } ?? [],
            others: isManaged ? try others(opened, in: db) : [],
            mayMove: try isManaged && mayMove(booking, business, in: db),
            arrival: try isManaged ? bookings.arrival(booking, in: db) : .off)
    }

    /// The other bookings of its series or basket, by time.
    private func others(_ opened: OpenedBooking, in db: Snapshot) throws -> [(booking: Booking, path: String)] {
        try db.together(opened.booking).map { ($0, "/b/\($0.reference)/\(opened.key)") }
    }

    private func mayMove(_ booking: Booking, _ business: Business, in db: Snapshot) throws -> Bool {
        guard business.isActive, let book = try scheduling.book(business.slug, in: db),
            book.offering(booking.offering)?.isActive ?? false
        else { return false }
        return bookings.mayReschedule(booking, book.settings, at: db.now)
    }

    /// The desk's page of this booking, for whoever stands at the door (D8). It opens for staff only, and tells them whether the code is
    /// of a link that holds.
    private func checkInCode(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            let view = try visited(visit, for: [.manage, .view], in: db)
            let desk = "\(house.baseURL)/desk/\(view.business.slug)/check-in/\(view.booking.reference)"
            let code = view.opened.deskCode.map { "?code=\($0)" } ?? ""
            guard view.showsCheckIn, let picture = QRImage.svg(desk + code, title: view.booking.reference) else {
                throw Problem.notFound
            }
            return Answer(200, headers: [("content-type", "image/svg+xml")], body: Array(picture.utf8))
        }
    }

    private func showBooking(_ visit: Visit) async throws -> Answer {
        let mark = house.pulse.mark
        let (view, answer) = try await house.store.read { db in
            let view = try visited(visit, for: [.manage, .view], in: db)
            let page = CustomerBookingPage(view, stamp: house.pulse.stamp(mark))
            return (view, try house.page(page, visit, chrome(view.business, visit)))
        }
        await bookings.noted(view.opened, at: view.now)
        return answer
    }

    /// The client is there. Where that can't be said any more, their page tells how the booking stands.
    private func arrive(_ visit: Visit) async throws -> Answer {
        try await house.store.write { db in
            let view = try visited(visit, in: db)
            if view.arrival == .open {
                _ = try bookings.arrive(view.booking.id, by: Origin(visit, guest: .customer), in: db)
            }
            return .see(view.path)
        }
    }

    private func invitation(_ visit: Visit) async throws -> Answer {
        try await house.store.read { db in
            let view = try visited(visit, for: [.manage, .view], in: db)
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
            return .see(view.path)
        }
    }
}
