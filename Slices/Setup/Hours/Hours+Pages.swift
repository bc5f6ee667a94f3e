import Catalogue
import House
import Identity
import Kernel
import Scheduling
import Storage
import Web
import Words

extension SetupSlice {
    private static let shown = [
        Field("resource", .formatted(.id(ResourceID.self)), optional: true, sample: nil),
        Field("past", .boolean, optional: true, sample: nil),
    ]

    var hoursPages: [PageRoute] {
        let base = "/desk/{slug}/hours"
        return [
            .get(base, access: .member("booking:view_all"), query: Self.shown) { visit in
                try await catalogue.deskPage(visit, .bookingViewAll, reach: .own) { member, db in
                    try hoursView(visit, member, visit.query.id("resource"), in: db).page
                }
            },
            .post(base, access: .member("schedule:modify")) { visit in try await saveWeek(visit) },
            .post("\(base)/copy", access: .member("schedule:modify")) { visit in
                let id = visit.body.id("resource", ResourceID.self)
                return try await catalogue.deskWork(visit, .scheduleModify) { member, db in
                    guard let id, try db.resource(member.business.id, id) != nil else { throw Problem.notFound }
                    try scheduling.copyWeek(member, to: id, by: Origin(visit), in: db)
                    return try hoursAnswer(member, id, "hours.notice.saved", in: db)
                }
            },
            // Where a refused form was sent to; reloading its address leads back.
            .get("\(base)/copy", access: .member("schedule:modify")) { visit in
                .see("/desk/\(visit.parameter("slug"))/hours")
            },
            .get("\(base)/exceptions", access: .member("schedule:modify")) { visit in
                .see("/desk/\(visit.parameter("slug"))/hours")
            },
            .post("\(base)/exceptions", access: .member("schedule:modify")) { visit in try await saveException(visit) },
            .get("\(base)/exceptions/{id}/remove", access: .member("schedule:modify")) { visit in
                try await catalogue.deskPage(visit, .scheduleModify, reach: .own) { member, db in
                    try askRemoval(visit, member, in: db)
                }
            },
            .post("\(base)/exceptions/{id}/remove", access: .member("schedule:modify")) { visit in
                try await catalogue.deskWork(visit, .scheduleModify, reach: .own) { member, db in
                    let stored = try exception(visit, member, in: db)
                    try scheduling.removeException(member, stored.id, by: Origin(visit), in: db)
                    return try hoursAnswer(
                        member, stored.resource, "hours.notice.exception_removed",
                        undo: Undo(
                            "/desk/\(member.business.slug)/hours/exceptions", ExceptionForm.values(stored)), in: db)
                }
            },
        ]
    }

    func hoursView(_ visit: Visit, _ member: Membership, _ id: ResourceID?, in db: Snapshot) throws -> HoursView {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let resource = id.flatMap { book.resources[$0] }
        guard id == nil || resource != nil else { throw Problem.notFound }
        let today = book.zone.local(db.now).date
        let first = visit.words.formats.firstWeekday.rawValue
        let start = today.adding(days: -((today.weekday.rawValue - first + 7) % 7))
        return HoursView(
            book: book, resource: resource, exceptions: try db.exceptions(member.business.id),
            days: try scheduling.preview(book, resource, from: start, days: HoursView.weeksShown * 7, in: db),
            outside: try scheduling.outside(book, in: db).filter { member.reaches($0.resource.id) },
            isPast: visit.query.bool("past") ?? false,
            mayChange: member.may(.scheduleModify) && member.reaches(id), now: db.now, words: visit.words)
    }

    /// Back to the page, with another notice when bookings lie outside of the hours as they are now.
    func hoursAnswer(
        _ member: Membership, _ resource: ResourceID?, _ notice: String, undo: Undo? = nil, in db: Snapshot
    ) throws -> Answer {
        let tail = resource.map { "?resource=\($0)" } ?? ""
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let isAnyOutside = try !scheduling.outside(book, in: db).isEmpty
        return Answer.see("/desk/\(member.business.slug)/hours\(tail)").noticing(
            isAnyOutside ? "hours.notice.outside" : notice, undo: undo)
    }

    private func saveWeek(_ visit: Visit) async throws -> Answer {
        let id = visit.body.id("resource", ResourceID.self)
        return try await catalogue.deskForm(visit, .scheduleModify, reach: .own) { member, db in
            try member.require(id)
            let lines = try WeekForm.lines(visit.body.texts, of: id)
            try scheduling.setWeek(member, of: id, lines, by: Origin(visit), in: db)
            return try hoursAnswer(member, id, "hours.notice.saved", in: db)
        } refused: { problem, member, db in
            var view = try hoursView(visit, member, id, in: db)
            view.week = (visit.body.texts, problem)
            return view.page
        }
    }

    private func saveException(_ visit: Visit) async throws -> Answer {
        let id = visit.body.id("resource", ResourceID.self)
        return try await catalogue.deskForm(visit, .scheduleModify, reach: .own) { member, db in
            try member.require(id)
            let added = try ExceptionForm.exception(visit.body.texts, of: id, at: db.now)
            try scheduling.addException(member, added, by: Origin(visit), in: db)
            let remove = "/desk/\(member.business.slug)/hours/exceptions/\(added.id)/remove"
            return try hoursAnswer(member, id, "hours.notice.exception_added", undo: Undo(remove), in: db)
        } refused: { problem, member, db in
            var view = try hoursView(visit, member, id, in: db)
            view.added = (visit.body.texts, problem)
            return view.page
        }
    }

    private func exception(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> StoredException {
        let id = try visit.id("id", ExceptionID.self)
        guard let stored = try db.exceptions(member.business.id).first(where: { $0.id == id }) else {
            throw Problem.notFound
        }
        try member.require(stored.resource)
        return stored
    }

    private func askRemoval(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> ConfirmPage {
        let stored = try exception(visit, member, in: db)
        let base = "/desk/\(member.business.slug)/hours"
        return ConfirmPage(
            title: visit.words("exception.remove.title"), text: visit.words("exception.remove.text"),
            label: visit.words("exception.remove.submit"), action: "\(base)/exceptions/\(stored.id)/remove",
            back: base + (stored.resource.map { "?resource=\($0)" } ?? ""))
    }
}
