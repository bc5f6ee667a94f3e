import Bookings
import Catalogue
import Customers
import House
import Identity
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

/// Several things in one visit (D13): what and in which order, when, and the form.
extension StorefrontSlice {
    var visitPages: [PageRoute] {
        let base = "/book/{slug}/visit"
        let query = [Self.zone, ChosenVisit.field] + ChosenVisit.choices
        return [
            .get(base, access: .anyone, query: query) { visit in
                try await house.store.read { db in
                    let front = try storefront(visit, in: db)
                    guard front.business.isActive, front.offersVisits else { return .see(front.path) }
                    return try show(VisitPage(front, chosen: ChosenVisit.ids(visit)), front, visit)
                }
            },
            .get(
                "\(base)/times", access: .anyone, query: [Self.date, Self.fragment] + query, shortcut: remembered
            ) { visit in try await showTimes(visit) { try visitStall($0, in: $1) } },
            .get("\(base)/times/zone", access: .anyone, query: [Self.date] + query) { visit in
                try await house.store.read { db in
                    let (front, first) = try visitStall(visit, in: db)
                    guard let first else { return .see("\(front.path)/visit") }
                    let page = ZonePage(front, first, date: visit.query.date("date"), names: house.zones.names)
                    return try show(page, front, visit)
                }
            },
            .get("\(base)/times/at/{start}", access: .anyone, query: query) { visit in
                try await showVisitForm(visit)
            },
            .post("\(base)/times/at/{start}", access: .anyone, challenged: true) { visit in try await bookVisit(visit)
            },
        ]
    }

    /// The form; for a visit that can't be had then, the times of that day.
    private func showVisitForm(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        let mark = house.pulse.mark
        return try await house.store.read { db in
            let (front, first) = try visitStall(visit, in: db)
            guard let first, let chosen = front.visit else { return .see("\(front.path)/visit") }
            guard front.isOpen, let times = try times(chosen, front, at: start, in: db) else {
                return try showTaken(visit, front, first, start, mark, in: db)
            }
            let page = VisitFormPage(
                try asking(front, in: db), first, chosen, times, typed: [:], request: Secret().text)
            return try show(page, front, visit)
        }
    }

    /// Books all parts and goes to the first one's page. What can't be had any more leads back to the times, all else to the form.
    private func bookVisit(_ visit: Visit) async throws -> Answer {
        let start = try start(visit)
        do {
            return try await house.store.write { db in
                let (front, first) = try visitStall(visit, in: db)
                guard first != nil, let chosen = front.visit else { throw Problem.notFound }
                if let wrong = chosen.wrong { throw wrong }
                let form = try VisitForm(visit.body.texts, chosen.parts)
                let work = { try placed(chosen, form, front, at: start, visit, in: db) }
                guard let key = form.request else { return try goOn(work(), in: db) }
                return try goOn(Idempotency.once(visit, form: key, in: db, work), in: db)
            }
        } catch let problem as Problem where problem.status < 500 && problem.status != 404 {
            return try await house.store.read { db in try refused(problem, visit, start, in: db) }
        }
    }

    /// The id of the first booking.
    private func placed(
        _ chosen: ChosenVisit, _ form: VisitForm, _ front: Front, at start: Instant, _ visit: Visit,
        in db: Transaction
    ) throws -> String {
        guard let times = try times(chosen, front, at: start, in: db) else { throw Problem.slotTaken }
        let requests = chosen.parts.indices.map { number in
            let part = chosen.parts[number]
            var ask = Ask(part.offering.id, start: times[number].from)
            (ask.minutes, ask.resources) = (part.wish.minutes, Array(part.wish.resources))
            ask.location = part.wish.location
            (ask.participants, ask.answers) = (form.participants[number], form.answers[number])
            ask.participantEmails = form.participantEmails[number]
            var request = PlaceRequest(
                ask, client: form.client, zone: front.chosenZone, language: visit.words.language)
            request.door = .form
            return request
        }
        let booked = try bookings.placeBasket(requests, front.book, by: Origin(visit), in: db)
        guard let first = booked.first else { throw Problem.slotTaken }
        return first.id.description
    }

    /// The form again with all that was typed: with what is wrong in it, or where the time is gone, with other times to choose from.
    private func refused(_ problem: Problem, _ visit: Visit, _ start: Instant, in db: Snapshot) throws -> Answer {
        let (front, first) = try visitStall(visit, in: db)
        guard let first, let chosen = front.visit else { throw Problem.notFound }
        let times = try times(chosen, front, at: start, in: db)
        let isGone = times == nil || ["slot_taken", "slot_unavailable", "booking_off"].contains(problem.code)
        let page = VisitFormPage(
            try asking(front, in: db), first, chosen, times ?? chosen.times(at: start), typed: visit.body.texts,
            request: visit.body.text("request") ?? Secret().text, isGone ? nil : problem,
            taken: isGone ? taken(front) : nil,
            alternatives: isGone ? try alternatives(front, first, to: start, in: db) : [])
        return try show(page, front, visit, status: isGone ? 409 : problem.status)
    }

    private func taken(_ front: Front) -> String {
        front.words(
            front.isOpen ? "public.visit.taken" : "public.business.closed", ["business": front.business.name])
    }

    private func showTaken(
        _ visit: Visit, _ front: Front, _ first: Offering, _ start: Instant, _ mark: UInt64, in db: Snapshot
    ) throws -> Answer {
        let week = try week(front, first, date: front.zone.local(start).date, in: db)
        let page = TimesPage(week, stamp: house.pulse.stamp(mark), notice: taken(front))
        return try show(page, front, visit, status: 409)
    }
}
