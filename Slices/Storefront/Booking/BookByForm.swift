import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// The form's way to `place`.
extension StorefrontSlice {
    /// The form for one free time; for one that is not free, why, and other times.
    func showForm(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        return try await house.store.read { db in
            let (front, offering) = try stall(visit, in: db)
            let (time, isFree) = try chosen(front, offering, start, in: db)
            let held = visit.query.text("hold") ?? ""
            let isHeld = try db.isHeld(
                held, offering.id, from: time.start, to: time.end, session: time.session,
                party: front.wish(offering).party)
            let taken = isHeld || isFree ? nil : taken(front)
            let page = BookFormPage(
                try asking(front, in: db), offering, time, typed: isHeld ? ["hold": held] : [:],
                request: Self.freshRequest(),
                taken: taken,
                alternatives: taken == nil ? [] : try alternatives(front, offering, to: start, in: db))
            return try show(page, front, visit, status: taken == nil ? 200 : 409)
        }
    }

    /// Books and goes to the customer's page; what is refused comes back as a form, with what was typed.
    func bookByForm(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        do {
            return try await house.store.write { db in
                let (front, offering) = try stall(visit, in: db)
                if let wrong = front.choice?.wrong { throw wrong }
                let form = try BookForm(visit.body.texts, offering, party: front.wish(offering).party)
                var request = PlaceRequest(
                    ask(form, front, offering, start), client: form.client, zone: front.chosenZone,
                    language: visit.words.language)
                request.holdToken = form.hold
                request.door = .form
                return try goOn(placed(request, form, front, visit, in: db), in: db)
            }
        } catch let problem as Problem where problem.status < 500 && problem.status != 404 {
            return try await refused(problem, visit, start: start)
        }
    }

    private func ask(_ form: BookForm, _ front: Front, _ offering: Offering, _ start: Instant) -> Ask {
        let wish = front.wish(offering)
        var ask = Ask(offering.id, start: start)
        ask.minutes = offering.kind == .course ? nil : wish.minutes
        ask.party = wish.party
        ask.resources = Array(wish.resources)
        ask.location = wish.location
        ask.session = front.choice?.session
        (ask.participants, ask.participantEmails) = (form.participants, form.participantEmails)
        ask.answers = form.answers
        return ask
    }

    /// To the page of the booking that a form has made: its link is not stored with the form's key, but made again.
    func goOn(_ id: String, in db: Transaction) throws -> Answer {
        guard let booking = try BookingID(id).flatMap({ try db.booking($0) }) else { return .see("/") }
        return .see(try bookings.path(booking, in: db))
    }

    /// The id of the booking that the form made, now or when the same form was sent before.
    private func placed(
        _ request: PlaceRequest, _ form: BookForm, _ front: Front, _ visit: Visit, in db: Transaction
    ) throws -> String {
        let work = {
            let booking =
                try form.recurrence.map { try placeFirst(of: $0, request, form, front.book, by: Origin(visit), in: db) }
                ?? bookings.placeOrTryAgain(request, front.book, by: Origin(visit), in: db)
            return booking.id.description
        }
        guard let key = form.request else { return try work() }
        return try Idempotency.once(visit, form: key, in: db, work)
    }

    /// Books a series and gives its first booking. The held time is one of its dates, so the hold ends where the series begins.
    private func placeFirst(
        of recurrence: Recurrence, _ request: PlaceRequest, _ form: BookForm, _ book: Book, by origin: Origin,
        in db: Transaction
    ) throws -> Booking {
        var single = request
        single.holdToken = nil
        if let token = request.holdToken { try bookings.drop(token, by: origin, in: db) }
        let series = try bookings.placeSeries(single, recurrence, skipsTaken: form.skipsTaken, book, by: origin, in: db)
        guard let first = series.bookings.first else { throw Problem.slotTaken }
        return first
    }

    private func refused(_ problem: Problem, _ visit: Visit, start: Instant) async throws -> Answer {
        try await house.store.read { db in
            let (front, offering) = try stall(visit, in: db)
            let (time, _) = try chosen(front, offering, start, in: db)
            let isGone = ["slot_taken", "slot_unavailable", "booking_off"].contains(problem.code)
            let page = BookFormPage(
                try asking(front, in: db), offering, time, typed: visit.body.texts,
                request: visit.body.text("request") ?? Self.freshRequest(),
                isGone ? nil : problem, taken: isGone ? taken(front) : nil,
                alternatives: isGone ? try alternatives(front, offering, to: start, in: db) : [])
            return try show(page, front, visit, status: problem.status)
        }
    }

    private func taken(_ front: Front) -> String {
        front.isOpen
            ? front.words("public.taken.slot_taken")
            : front.words("public.business.closed", ["business": front.business.name])
    }

    /// The path's start, or the other one that the form's visitor has chosen since.
    func start(_ visit: Visit) throws(Problem) -> Instant {
        let other = (visit.body.text("start") ?? "").split(separator: " ").first.flatMap {
            Instant(rfc3339: String($0))
        }
        guard let start = other ?? Instant(rfc3339: visit.parameter("start")) else { throw .notFound }
        return start
    }

    private static func freshRequest() -> String { Secret().text }
}
