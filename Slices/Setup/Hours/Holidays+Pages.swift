import Catalogue
import Holidays
import House
import Identity
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

extension SetupSlice {
    private static let query = [
        Field("country", .text(0...2), optional: true, sample: nil),
        Field("subdivision", .text(0...40), optional: true, sample: nil),
        // The country that the subdivision was chosen for.
        Field("of", .text(0...2), optional: true, sample: nil),
    ]

    var holidayPages: [PageRoute] {
        let path = "/desk/{slug}/hours/holidays"
        return [
            .get(path, access: .member("schedule:modify"), query: Self.query) { visit in
                try await catalogue.deskPage(visit, .scheduleModify) { member, db in
                    try holidaysView(visit, member, in: db).page
                }
            },
            .post(path, access: .member("schedule:modify")) { visit in try await saveHolidays(visit) },
            .get("\(path)/off", access: .member("schedule:modify")) { visit in
                .see("/desk/\(visit.parameter("slug"))/hours/holidays")
            },
            .post("\(path)/off", access: .member("schedule:modify")) { visit in
                try await catalogue.deskWork(visit, .scheduleModify) { member, db in
                    guard let was = try db.holidayCalendar(member.business.id) else { throw Problem.notFound }
                    let off = HolidayCalendar(isOn: false, country: was.country, part: was.part, opened: was.opened)
                    try scheduling.setHolidays(member, off, by: Origin(visit), in: db)
                    return try hoursAnswer(member, nil, "hours.notice.holidays_off", in: db)
                }
            },
        ]
    }

    private func holidaysView(_ visit: Visit, _ member: Membership, in db: Snapshot) throws -> HolidaysView {
        guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
        let saved = book.calendar
        guard let code = visit.query.text("country") ?? visit.body.text("country") ?? saved?.country,
            let country = HolidayBook.country(code)
        else { return HolidaysView(book: book, calendar: nil, now: db.now, words: visit.words) }
        let isAsked = visit.query.text("of") == country.code || visit.body.text("country") != nil
        let asked = visit.query.text("subdivision") ?? visit.body.text("subdivision")
        let part = isAsked ? asked : country.code == saved?.country ? saved?.part : nil
        let known = country.parts.contains { $0.code == part } ? part : nil
        let calendar = HolidayCalendar(isOn: true, country: code, part: known, opened: saved?.opened ?? [])
        return HolidaysView(book: book, calendar: calendar, now: db.now, words: visit.words)
    }

    private func saveHolidays(_ visit: Visit) async throws -> Answer {
        try await catalogue.deskForm(visit, .scheduleModify) { member, db in
            guard let book = try scheduling.book(member.business.slug, in: db) else { throw Problem.notFound }
            let calendar = try HolidayForm.calendar(
                visit.body.texts, was: book.calendar, shown: HolidayForm.shown(from: book.zone.local(db.now).date))
            try scheduling.setHolidays(member, calendar, by: Origin(visit), in: db)
            return try hoursAnswer(member, nil, "hours.notice.holidays_saved", in: db)
        } refused: { problem, member, db in
            var view = try holidaysView(visit, member, in: db)
            view.problem = problem
            return view.page
        }
    }
}
