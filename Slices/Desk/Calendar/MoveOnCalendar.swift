import Bookings
import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

/// A booking that was dragged, or moved with the keys, on the calendar (L3). The answer says what was done and how to undo it; a
/// refusal says why.
enum CalendarMove {
    static let schema = Schema(
        "CalendarMove",
        [
            Field("booking", .formatted(.id(BookingID.self)), sample: "bkg_1"),
            Field("date", .formatted(.date), sample: "2026-11-23"), Field("time", .formatted(.time), sample: "09:00"),
            Field("minutes", .integer(5...1_440), sample: 60),
            Field("from", .formatted(.id(ResourceID.self)), optional: true, "Who or what had it.", sample: nil),
            Field("to", .formatted(.id(ResourceID.self)), optional: true, "Who or what gets it.", sample: nil),
        ])
}

extension DeskSlice {
    func moveOnCalendar(_ visit: Visit) async throws -> Answer {
        do {
            return try await catalogue.deskWork(visit, .bookingCreate, reach: .own) { member, db in
                let fields = try CalendarMove.schema.accept(form: visit.body.texts)
                return try moveOnCalendar(fields, member, visit, in: db)
            }
        } catch let problem as Problem where problem.status == 409 || problem.status == 422 {
            let reasons = try await whyNot(visit, problem)
            return .json(
                ["title": .string(problem.sentence(visit.words)), "reasons": .list(reasons, JSON.string)],
                status: problem.status)
        }
    }

    private func moveOnCalendar(_ fields: Fields, _ member: Membership, _ visit: Visit, in db: Transaction) throws
        -> Answer
    {
        let (booking, book, start) = try target(fields, member, in: db)
        var move = Move(start: start)
        let minutes = fields.integer("minutes") ?? booking.minutes
        if minutes != booking.minutes { move.minutes = minutes }
        let (from, to) = (fields.id("from", ResourceID.self), fields.id("to", ResourceID.self))
        if from != to, let from, let to {
            let held = try scheduling.resources(of: booking.id, booking.business, in: db)
            move.resources = Array(held.subtracting([from]).union([to]))
        }
        let moved = try bookings.reschedule(booking.id, to: move, book, as: .business, by: Origin(visit), in: db)
        try db.requireOwn([moved], of: member)
        let old = book.zone.local(booking.start)
        let words = visit.words
        return .json([
            "title": .string(
                words(
                    "calendar.moved",
                    [
                        "client": booking.clientName ?? "", "when": words.formats.dateTime(moved.start, in: book.zone),
                    ])),
            "undo": [
                "booking": .string(booking.id.description), "date": .string(old.date.description),
                "time": .string(old.time.description), "minutes": .number(booking.minutes),
                "from": .text(to?.description), "to": .text(from?.description),
            ],
        ])
    }

    private func target(_ fields: Fields, _ member: Membership, in db: Snapshot) throws -> (Booking, Book, Instant) {
        guard let booking = try fields.id("booking", BookingID.self).flatMap({ try db.booking($0) }),
            booking.business == member.business.id, booking.session == nil, booking.status != .held,
            let book = try scheduling.book(member.business.slug, in: db)
        else { throw Problem.notFound }
        try db.requireSeen(booking, by: member)
        guard let date = fields.date("date"), let time = fields.text("time").flatMap({ LocalTime($0) }) else {
            throw Problem.field("time", "not_clock_time")
        }
        return (booking, book, book.zone.instant(of: LocalDateTime(date, time)))
    }

    /// Everything in the way of a time that is taken, as sentences (C10); the booking itself is not.
    private func whyNot(_ visit: Visit, _ problem: Problem) async throws -> [String] {
        guard problem.code == Problem.slotTaken.code,
            let fields = try? CalendarMove.schema.accept(form: visit.body.texts)
        else { return [] }
        return try await house.store.read { db in
            let member = try db.membership(visit.visitor, slug: visit.parameter("slug"), .bookingCreate, reach: .own)
            let (booking, book, start) = try target(fields, member, in: db)
            guard let offering = book.offering(booking.offering) else { return [] }
            let chosen = fields.id("to", ResourceID.self).map { [$0] } ?? []
            let wish = try? Wish(
                offering, minutes: fields.integer("minutes"), party: booking.party, resources: chosen, isByStaff: true)
            let explanation = try scheduling.explain(
                book, offering, wish ?? Wish(offering), start: start, except: .booking(booking.id), in: db)
            return explanation.reasons.filter { $0.resource != nil || $0.location != nil }.map {
                $0.sentence(visit.words)
            }
        }
    }
}
