import Bookings
import Catalogue
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

extension DeskSlice {
    var movePages: [PageRoute] {
        let path = "/desk/{slug}/bookings/{id}/move"
        return [
            .get(path, access: .member("booking:create"), query: MoveForm.query) { visit in
                try await catalogue.deskPage(visit, .bookingCreate, reach: .own) { member, db in
                    try movePage(visit, member, visit.query.texts, in: db)
                }
            },
            .post(path, access: .member("booking:create")) { visit in
                try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
                    let form = try moveForm(visit, member, in: db)
                    let moved = try bookings.reschedule(
                        form.booking.id, to: try form.move(visit.body.texts), form.book, as: .business,
                        by: Origin(visit), in: db)
                    try db.requireOwn([moved], of: member)
                    let back = "/desk/\(member.business.slug)/bookings/\(moved.id)"
                    return Answer.see(back).noticing("bookings.notice.moved", undo: form.undo("\(back)/move/undo"))
                } refused: { problem, member, db in
                    try movePage(visit, member, visit.body.texts, problem, in: db)
                }
            },
            backToBooking("\(path)/undo"),
            .post("\(path)/undo", access: .member("booking:create")) { visit in try await undoMove(visit) },
        ]
    }

    /// Back to where it was, by the same verb as any move: what somebody else has taken meanwhile is told on the page of the move.
    private func undoMove(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
            let booking = try booking(visit, member, in: db)
            guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
            let move = try MoveForm.former(visit.body.texts, booking)
            let moved = try bookings.reschedule(booking.id, to: move, book, as: .business, by: Origin(visit), in: db)
            try db.requireOwn([moved], of: member)
            return Answer.see("/desk/\(member.business.slug)/bookings/\(booking.id)").noticing(
                "bookings.notice.moved_back")
        } refused: { problem, member, db in
            let start = visit.body.text("start").flatMap { Instant(rfc3339: $0) }
            let local = start.map { scene(visit, member, in: db).zone.local($0) }
            let typed = local.map { ["date": $0.date.description, "time": $0.time.description] } ?? [:]
            return try movePage(visit, member, typed, problem, in: db)
        }
    }

    private func moveForm(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> MoveForm {
        let (booking, scene) = (try booking(visit, member, in: db), scene(visit, member, in: db))
        guard let book = try scheduling.book(member.business.slug, in: db),
            let offering = book.offering(booking.offering)
        else { throw Problem.notFound }
        return MoveForm(
            booking: booking, offering: offering, book: book, scene: scene,
            taken: try scheduling.resources(of: booking.id, booking.business, in: db),
            others: booking.session == nil
                ? []
                : try others(
                    offering.id, but: booking.session,
                    places: member.may(.bookingOverbook) ? 0 : booking.party, scene))
    }

    private func movePage(
        _ visit: Visit, _ member: Membership, _ typed: [String: String], _ problem: Problem? = nil, in db: Snapshot
    ) throws -> MovePage {
        let form = try moveForm(visit, member, in: db)
        let (booking, scene, words) = (form.booking, form.scene, visit.words)
        let values = form.values.merging(typed) { $1 }
        let isCourse = booking.session != nil
        let back = "\(scene.base)/bookings/\(booking.id)"
        let date = values["date"].flatMap { LocalDate($0) } ?? scene.today
        let free = isCourse ? [] : try freeTimes(form, date, values, in: db)
        let reasons = problem?.code == "slot_taken" && !isCourse ? try obstacles(form, typed, in: db) : []
        return MovePage(
            title: words("booking.move.title"), back: back, action: "\(back)/move",
            who: booking.clientName ?? words("booking.no_client"), what: booking.offeringName,
            when: words.formats.range(from: booking.start, to: booking.end, in: scene.zone).asTitle,
            zoneNote: scene.zoneNote, form: form.view(values, problem), reasons: reasons, hasReasons: !reasons.isEmpty,
            freeTitle: isCourse
                ? nil
                : words(
                    free.isEmpty ? "booking.move.none" : "booking.move.free",
                    ["day": words.formats.date(date, style: .full)]),
            free: free, hasFree: !free.isEmpty, dateValue: date.description,
            canMove: !isCourse || !form.others.isEmpty)
    }

    private func freeTimes(_ form: MoveForm, _ date: LocalDate, _ values: [String: String], in db: Snapshot) throws
        -> [MovePage.Free]
    {
        let (scene, chosen) = (form.scene, values["time"] ?? "")
        let found = try scheduling.freeTimes(
            form.book, form.offering, try form.wish(nil), from: date, through: date, in: scene.zone,
            except: .booking(form.booking.id), db)
        return found.slots.filter { $0.start != form.booking.start }.prefix(96).map { slot in
            let time = scene.zone.local(slot.start).time.description
            return MovePage.Free(
                href: "\(scene.base)/bookings/\(form.booking.id)/move?date=\(date)&time=\(time)#f-time",
                time: scene.words.formats.time(slot.start, in: scene.zone), instant: slot.start.rfc3339,
                isChosen: time == chosen)
        }
    }

    /// Who or what is taken then, with the way to whoever has it.
    private func obstacles(_ form: MoveForm, _ typed: [String: String], in db: Snapshot) throws -> [MovePage.Reason] {
        let move = try form.move(typed)
        let found = try scheduling.explain(
            form.book, form.offering, try form.wish(move), start: move.start ?? form.booking.start,
            except: .booking(form.booking.id), in: db)
        return found.reasons.filter { reason in
            ["resource_taken", "none_free"].contains(reason.code)
        }.prefix(20).map { MovePage.Reason($0, form.scene) }
    }
}
