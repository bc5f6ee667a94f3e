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
}
