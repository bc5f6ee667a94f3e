import Catalogue
import Holidays
import Identity
import Kernel
import Storage
import Web

extension SchedulingSlice {
    /// Closes the business on the holidays of a country or a part of it, but for the dates on which it is open (B6). Dates that
    /// have passed or are no holiday do no harm. Bookings stay as they are.
    package func setHolidays(
        _ member: Membership, _ calendar: HolidayCalendar, by origin: Origin, in db: Transaction
    ) throws {
        guard let country = HolidayBook.country(calendar.country) else { throw Problem.field("country", "not_found") }
        guard country.holidays(part: calendar.part) != nil else { throw Problem.field("subdivision", "not_found") }
        guard calendar.opened.count <= HolidayCalendar.openedMost else {
            throw Problem.field("open_on", "too_many", ["max": "\(HolidayCalendar.openedMost)"])
        }
        try db.lockBusiness(member.business.id)
        try db.replaceHolidays(member.business.id, calendar)
        try catalogue.changed(
            "schedule.updated", member.business.id, subject: member.business.id.description, by: origin, in: db)
    }
}
