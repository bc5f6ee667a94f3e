import Bookings
import Catalogue
import Customers
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

extension DeskSlice {
    private static let freeMost = 24
    private static let foundMost = 8

    func entryPage(
        _ visit: Visit, _ member: Membership, _ typed: [String: String], _ problem: Problem? = nil, in db: Snapshot
    ) throws -> EntryPage {
        let (scene, words) = (scene(visit, member, in: db), visit.words)
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let form = try entryForm(typed, book, scene)
        let pointedAt = form?.needs.values(pointedAt: typed["resource_id"].flatMap { ResourceID($0) }) ?? [:]
        var values = ["date": scene.today.description].merging(try known(typed["customer"], scene)) { $1 }
        values.merge(pointedAt) { $1 }
        values.merge(typed) { $1 }
        values["offering_id"] = form?.offering.id.description
        let found = try found(typed, scene)
        let open = form?.sessions.first { $0.seats.left > 0 }
        values["session_id"] = values["session_id"] ?? open?.id.description
        let isFull = form?.offering.kind == .course && open == nil
        return EntryPage(
            title: words("entry.title"), back: "\(scene.base)/bookings", action: "\(scene.base)/bookings/new",
            zoneNote: scene.zoneNote,
            choice: EntryPage.choice(book.offerings.map { ($0.id.description, Self.label($0, words)) }, values, words),
            kept: EntryPage.kept.compactMap { name in
                values[name].flatMap { $0.isEmpty ? nil : .init(keptName: name, keptValue: $0) }
            }, found: found ?? [], hasFound: !(found ?? []).isEmpty,
            foundNone: found?.isEmpty ?? false ? words("entry.found.none") : nil,
            form: form?.view(values, problem)
                ?? FormView([], schema: EntryForm.schema(nil), prefix: "entry.field", values: [:], words: words),
            freeNote: try note(form, values, typed, problem, in: db), fullNote: isFull ? words("entry.full") : nil,
            hasOfferings: form != nil,
            empty: form == nil
                ? EmptyState(
                    words("entry.empty.title"), words("entry.empty.text"), href: "\(scene.base)/offerings/new",
                    action: words("entry.empty.action")) : nil)
    }

    private static func label(_ offering: Offering, _ words: Wording) -> String {
        "\(offering.name) (\(words.formats.duration(minutes: offering.durationMinutes)))"
    }

    private func entryForm(_ typed: [String: String], _ book: Book, _ scene: DeskScene) throws -> EntryForm? {
        let chosen = typed["offering_id"].flatMap { OfferingID($0) }.flatMap(book.offering)
        // On somebody's column of the calendar, what is done by them.
        let theirs = typed["resource_id"].flatMap { ResourceID($0) }.flatMap { resource in
            book.offerings.first { $0.kind != .course && $0.needs.joined().contains(resource) }
        }
        guard let offering = chosen ?? theirs ?? book.offerings.first else { return nil }
        let places = scene.member.may(.bookingOverbook) ? 0 : 1
        let sessions = offering.kind == .course ? try others(offering.id, but: nil, places: places, scene) : []
        return EntryForm(offering: offering, book: book, scene: scene, sessions: sessions)
    }

    /// What is known of a client who was found.
    private func known(_ id: String?, _ scene: DeskScene) throws -> [String: String] {
        guard let id = id.flatMap({ CustomerID($0) }), scene.member.may(.customersView),
            let customer = try scene.db.customer(scene.business.id, id),
            try scene.db.reached(customers: [id], by: scene.member).contains(id)
        else { return [:] }
        return [
            "client_name": customer.name, "client_email": customer.email ?? "", "client_phone": customer.phone ?? "",
        ]
    }

    /// Clients who fit what is looked for; nil when nothing is.
    private func found(_ typed: [String: String], _ scene: DeskScene) throws -> [EntryPage.Found]? {
        let search = Search(typed["q"] ?? "")
        guard !search.text.isEmpty, scene.member.may(.customersView) else { return nil }
        let kept = (["offering_id", "session_id"] + EntryPage.kept).compactMap { name in
            typed[name].flatMap { $0.isEmpty ? nil : "&\(name)=\(Encoding.encoded($0))" }
        }.joined()
        return try Search.customers(
            scene.member, SearchText(search.text), search.phone, Self.foundMost, in: scene.db
        ).map {
            EntryPage.Found(
                foundHref: "\(scene.base)/bookings/new?customer=\($0.id)\(kept)#f-client_name", foundName: $0.name,
                foundReach: [$0.email, $0.phone].compactMap { $0 }.joined(separator: ", "))
        }
    }

    /// Which times are free on the chosen day, or which dates of a series are taken.
    private func note(
        _ form: EntryForm?, _ values: [String: String], _ typed: [String: String], _ problem: Problem?,
        in db: Snapshot
    ) throws -> String? {
        guard let form else { return nil }
        let words = form.scene.words
        if problem?.code == "series_unavailable" {
            let taken = problem?.details.first { $0.name == "unavailable" }?.value.array ?? []
            let dates = taken.compactMap { $0["start"]?.string.flatMap { Instant(rfc3339: $0) } }.map {
                words.formats.date(form.book.zone.local($0).date, style: .weekdayDay)
            }
            return words("entry.series_taken", ["dates": dates.joined(separator: ", ")])
        }
        guard form.offering.kind != .course, problem?.code == "slot_taken" || problem == nil && typed["date"] != nil,
            let date = values["date"].flatMap({ LocalDate($0) })
        else { return nil }
        let wish = Wish(form.offering)
        let place = values["location_id"].flatMap { LocationID($0) }
        let slots = try scheduling.freeTimes(
            form.book, form.offering, (try? wish.at(place, form.offering, form.book)) ?? wish, from: date,
            through: date, in: form.book.zone, db
        ).slots
        let times = slots.prefix(Self.freeMost).map { words.formats.time($0.start, in: form.book.zone) }
        return times.isEmpty ? words("entry.none_free") : words("entry.free", ["times": times.joined(separator: ", ")])
    }

    func enter(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .bookingCreate, reach: .own) { member, db in
            let scene = scene(visit, member, in: db)
            guard let book = try scheduling.book(member.business.slug, in: db),
                let form = try entryForm(visit.body.texts, book, scene)
            else { throw Problem.notFound }
            let (request, weeks, skipsTaken) = try form.request(visit.body.texts)
            let base = "\(scene.base)/bookings"
            guard weeks > 1, let weekly = Recurrence(end: .count(weeks)) else {
                let booking = try bookings.place(request, book, by: Origin(visit), in: db)
                try db.requireOwn([booking], of: member)
                return Answer.see("\(base)/\(booking.id)").noticing("bookings.notice.placed")
            }
            let series = try bookings.placeSeries(
                request, weekly, skipsTaken: skipsTaken, book, by: Origin(visit), in: db)
            try db.requireOwn(series.bookings, of: member)
            return Answer.see("\(base)/\(series.bookings[0].id)").noticing("bookings.notice.series_placed")
        } refused: { problem, member, db in
            try entryPage(visit, member, visit.body.texts, problem, in: db)
        }
    }
}
