import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// The form's way to `place`.
extension BookingSlice {
    /// The form for one free start; for one that is not free, why, and other times.
    func showForm(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        return try await house.store.read { db in
            let front = try storefront(visit, in: db)
            let offering = try offering(visit, front)
            let held = visit.incoming.cookie(Self.holdCookie) ?? ""
            let isHeld = try db.isHeld(held, offering.id, start)
            let taken = isHeld ? nil : try obstacle(front, offering, start, in: db)
            let page = BookFormPage(
                front, offering, start: start, typed: isHeld ? ["hold": held] : [:], request: Self.freshRequest(),
                taken: taken,
                alternatives: taken == nil ? [] : try alternatives(front, offering, to: start, in: db))
            return try show(page, front, visit, status: taken == nil ? 200 : 409)
        }
    }

    /// Books and goes to the customer's page; what is refused comes back as a form, with what was typed.
    func bookByForm(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        do {
            let fields = try BookFormPage.schema.accept(form: visit.body.texts)
            let client = try Client(fields)
            let outcome = try await house.store.write { db in
                let front = try storefront(visit, in: db)
                var request = PlaceRequest(
                    Ask(try offering(visit, front).id, start: start), client: client, zone: front.chosenZone,
                    language: visit.words.language)
                request.holdToken = fields.text("hold")
                return try placed(request, fields.text("request"), front, visit, in: db)
            }
            let parts = outcome.split(separator: " ", maxSplits: 1).map(String.init)
            return Answer.see(parts.last ?? "/").noticing(parts.first ?? "")
        } catch let problem as Problem where problem.status < 500 && problem.status != 404 {
            return try await refused(problem, visit, start: start)
        }
    }

    /// The notice and the address of the booking that `request` made, now or when the same form was sent before.
    private func placed(
        _ request: PlaceRequest, _ key: String?, _ front: Storefront, _ visit: Visit, in db: Transaction
    ) throws -> String {
        let work = {
            let booking = try placeOrTryAgain(request, front.book, by: Origin(visit), in: db)
            return
                "\(booking.status == .pending ? "bookings.notice.requested" : "bookings.notice.placed") \(path(booking))"
        }
        guard let key else { return try work() }
        return try Idempotency.once(visit, form: key, in: db, work)
    }

    /// A hold that has run out meanwhile is no reason to send somebody away: the time may still be free.
    private func placeOrTryAgain(_ request: PlaceRequest, _ book: Book, by origin: Origin, in db: Transaction) throws
        -> Booking
    {
        do {
            return try place(request, book, by: origin, in: db)
        } catch let problem as Problem where problem.code == Problem.holdLost.code {
            if let held = try request.holdToken.flatMap({ try db.heldBooking(Secret.hash($0)) }) {
                try expire(held.id, in: db)
            }
            var again = request
            again.holdToken = nil
            return try place(again, book, by: origin, in: db)
        }
    }

    private func refused(_ problem: Problem, _ visit: Visit, start: Instant) async throws -> Answer {
        try await house.store.read { db in
            let front = try storefront(visit, in: db)
            let offering = try offering(visit, front)
            let isGone = ["slot_taken", "slot_unavailable", "booking_off"].contains(problem.code)
            let page = BookFormPage(
                front, offering, start: start, typed: visit.body.texts,
                request: visit.body.text("request") ?? Self.freshRequest(),
                isGone ? nil : problem,
                taken: isGone ? try obstacle(front, offering, start, in: db) ?? taken(problem, front) : nil,
                alternatives: isGone ? try alternatives(front, offering, to: start, in: db) : [])
            return try show(page, front, visit, status: problem.status)
        }
    }

    /// Why `start` can't be booked, as a sentence; nil when it can.
    private func obstacle(_ front: Storefront, _ offering: Offering, _ start: Instant, in db: Snapshot) throws
        -> String?
    {
        guard front.isOpen else { return taken(.bookingOff, front) }
        let date = front.zone.local(start).date
        let free = try scheduling.freeTimes(
            front.book, offering, Wish(offering), from: date, through: date, in: front.zone, db)
        return free.slots.contains { $0.start == start } ? nil : taken(Problem(409, "slot_taken"), front)
    }

    private func taken(_ problem: Problem, _ front: Storefront) -> String {
        problem.code == Problem.bookingOff.code
            ? front.words("public.business.closed", ["business": front.business.name])
            : front.words("public.taken.slot_taken")
    }

    /// The path's start, or the other one that the form's visitor has chosen since.
    private func start(_ visit: Visit) throws(Problem) -> Instant {
        guard let start = visit.body.instant("start") ?? Instant(rfc3339: visit.parameter("start")) else {
            throw .notFound
        }
        return start
    }

    /// Set by the script for this page's path alone, so that a page loaded again finds its own hold.
    private static let holdCookie = "daybook-hold"

    private static func freshRequest() -> String { Secret().text }
}

extension Snapshot {
    /// Whether the token's hold on this time has not run out.
    fileprivate func isHeld(_ token: String, _ offering: OfferingID, _ start: Instant) throws -> Bool {
        guard !token.isEmpty else { return false }
        return try exists(
            """
            SELECT 1 FROM bookings WHERE hold_hash = \(Secret.hash(token)) AND status = 'held' AND offering_id = \(offering)
                AND start_at = \(start) AND expires_at > \(now)
            """)
    }
}
