import Catalogue
import House
import Identity
import Kernel
import Storage
import Timekeeping

extension SchedulingSlice {
    /// The week of a demo business, and a holiday in a fortnight.
    package func addDemo(_ demo: DemoBusiness, _ member: Membership, in db: Transaction) throws {
        let origin = Origin(actor: .user(member.user))
        let lines = zip(Weekday.allCases, demo.week).flatMap { day, text in
            text.split(separator: " ").compactMap { OpenRange(text: String($0)) }.map {
                HoursLine(weekday: day, range: $0)
            }
        }
        try setHours(member, lines, by: origin, in: db)
        guard let zone = house.zones.zone(demo.zone) else { return }
        let holiday = zone.local(db.now).date.adding(days: 15)
        let closed = ScheduleException(from: holiday, through: holiday, kind: .closed(reason: .holiday))
        try setExceptions(
            member, [StoredException(id: db.newID(), resource: nil, exception: closed)], by: origin, in: db)
        if let country = demo.holidays {
            try setHolidays(
                member, HolidayCalendar(isOn: true, country: country.code, part: country.part), by: origin, in: db)
        }
    }

    /// The classes of a demo business's courses for eight weeks from tomorrow, eight places each.
    package func addDemoSessions(_ demo: DemoBusiness, slug: String, in db: Transaction) throws {
        guard let book = try book(slug, in: db) else { return }
        let tomorrow = book.zone.local(db.now).date.adding(days: 1)
        for thing in demo.things where !thing.classes.isEmpty {
            guard let offering = book.offerings.first(where: { $0.name == thing.name }) else { continue }
            let times = (0..<56).flatMap { number -> [Interval] in
                let date = tomorrow.adding(days: number)
                return thing.classes.filter { $0.weekday == date.weekday.rawValue }.compactMap { one in
                    LocalTime(one.start).map {
                        Interval(from: book.zone.instant(of: LocalDateTime(date, $0)), lasting: offering.duration)
                    }
                }
            }
            let timetable = Timetable(
                offering: offering, times: times, capacity: 8, resources: [], keepsHours: true, look: SessionLook())
            _ = try open(timetable, book, by: .system, in: db)
        }
    }
}
