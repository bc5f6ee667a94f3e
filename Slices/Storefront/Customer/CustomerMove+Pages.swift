import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

/// Another time for a booking, by the customer's link (D7): the free times of what was booked, a last look, and the move itself.
extension StorefrontSlice {
    var customerMovePages: [PageRoute] {
        [
            .get(
                "/b/{reference}/{key}/move", access: .link,
                query: [Self.date, Self.zone, Self.fragment, Choice.locationField],
                handler: byLink { visit in try await showMoveTimes(visit) }),
            .get(
                "/b/{reference}/{key}/move/zone", access: .link, query: [Self.date, Self.zone, Choice.locationField],
                handler: byLink { visit in
                    try await house.store.read { db in
                        let stall = try moveStall(visit, in: db)
                        let page = ZonePage(
                            stall.front, stall.offering, date: visit.query.date("date"), names: house.zones.names)
                        return try show(page, stall.front, visit)
                    }
                }),
            .get(
                "/b/{reference}/{key}/move/at/{start}", access: .link,
                query: [Self.zone, Choice.sessionField, Choice.locationField],
                handler: byLink { visit in try await askToMove(visit) }),
            .post(
                "/b/{reference}/{key}/move/at/{start}", access: .link,
                handler: byLink { visit in try await moveByLink(visit) }),
        ]
    }

    private typealias MoveStall = (view: BookingView, front: Front, offering: Offering)

    /// The business as the booking's customer meets it: everything they chose when they booked is wanted again.
    private func moveStall(_ visit: Visit, in db: Snapshot) throws -> MoveStall {
        let view = try visited(visit, in: db)
        var front = try storefront(visit, slug: view.business.slug, in: db)
        guard let offering = front.book.offering(view.booking.offering) else { throw Problem.notFound }
        let fields = visit.incoming.method == .post ? visit.body : visit.query
        let asked = fields.text(Choice.locationField.name)
        // Where it is already is no other location.
        let isOther = asked != nil && asked != view.booking.location?.description
        let location = isOther ? asked.flatMap { LocationID($0) } : nil
        let there = try location.flatMap { try wish(view.booking, offering, front.book, at: $0, in: db) }
        let wrong: Problem? = isOther && there == nil ? .field(Choice.locationField.name, "not_at_location") : nil
        let to = wrong == nil ? location : nil
        front.moving = Front.Moving(booking: view.booking, path: view.path, location: to)
        front.choice = Choice(
            moving: try there ?? bookings.wish(toMove: view.booking, offering, front.book, in: db),
            session: fields.text("session_id").flatMap { SessionID($0) }, to: to, wrong: wrong)
        return (view, front, offering)
    }

    /// Nil where it can't be had.
    private func wish(
        _ booking: Booking, _ offering: Offering, _ book: Book, at location: LocationID, in db: Snapshot
    ) throws -> Wish? {
        do { return try bookings.wish(toMove: booking, offering, book, to: location, in: db) } catch is Problem {
            return nil
        }
    }

    private func showMoveTimes(_ visit: Visit) async throws -> Answer {
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let (view, front, offering) = try moveStall(visit, in: db)
            guard view.mayMove else { return .see(view.path) }
            let page = TimesPage(
                try week(front, offering, date: visit.query.date("date"), in: db), stamp: house.pulse.stamp(mark))
            return visit.query.text("fragment") == nil
                ? try show(page, front, visit) : try house.templates.fragment("times", of: page, visit.words)
        }
    }

    private func askToMove(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        return try await house.store.read { db in
            let (view, front, offering) = try moveStall(visit, in: db)
            guard view.mayMove else { return .see(view.path) }
            let (time, isFree) = try chosen(front, offering, start, in: db)
            guard isFree else { return try refuseMove(Problem.slotTaken, visit, start, in: db) }
            return try show(lastLook(view, front, offering, time), front, visit)
        }
    }

    private func moveByLink(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        do {
            return try await house.store.write { db in
                let (view, front, _) = try moveStall(visit, in: db)
                if let wrong = front.choice?.wrong { throw wrong }
                let session = front.choice?.session
                let to = front.moving?.location
                let isSame = session.map { $0 == view.booking.session } ?? (start == view.booking.start && to == nil)
                if isSame { return .see(view.path) }
                let move =
                    view.booking.session == nil ? Move(start: start, location: to) : Move(session: session)
                _ = try bookings.reschedule(
                    view.booking.id, to: move, front.book, as: .customer, by: Origin(visit, guest: .customer), in: db)
                return .see(view.path)
            }
        } catch let problem as Problem where [409, 429].contains(problem.status) {
            return try await house.store.read { db in try refuseMove(problem, visit, start, in: db) }
        }
    }

    private func lastLook(
        _ view: BookingView, _ front: Front, _ offering: Offering, _ time: ChosenTime, problem: String? = nil,
        alternatives: [FreeTime] = []
    ) -> CustomerMovePage {
        CustomerMovePage(
            view, front, offering, time,
            refunds: bookings.terms(view.booking, at: time.start, as: .customer, at: view.now), problem: problem,
            alternatives: alternatives)
    }

    /// Why it stays where it is: taken meanwhile, with the nearest free times, or too late.
    private func refuseMove(_ problem: Problem, _ visit: Visit, _ start: Instant, in db: Snapshot) throws -> Answer {
        let (view, front, offering) = try moveStall(visit, in: db)
        let isGone = ["slot_taken", "slot_unavailable"].contains(problem.code)
        let (time, _) = try chosen(front, offering, start, in: db)
        let page = lastLook(
            view, front, offering, time,
            problem: isGone ? visit.words("public.taken.slot_taken") : problem.sentence(visit.words),
            alternatives: isGone && view.mayMove ? try alternatives(front, offering, to: start, in: db) : [])
        return try show(page, front, visit, status: problem.status)
    }
}
