import Catalogue
import Kernel
import Storage

extension Snapshot {
    package func holidayCalendar(_ business: BusinessID) throws -> HolidayCalendar? {
        guard
            let row = try first(
                "SELECT country, part, is_on FROM holiday_calendars WHERE business_id = \(business)")
        else { return nil }
        let opened = try rows(
            "SELECT date FROM holidays_opened WHERE business_id = \(business) ORDER BY date LIMIT \(HolidayCalendar.openedMost)"
        )
        let part: String = try row["part"]
        return HolidayCalendar(
            isOn: try row["is_on"], country: try row["country"], part: part.isEmpty ? nil : part,
            opened: Set(try opened.map { try $0["date"] }))
    }
}

extension Transaction {
    func replaceHolidays(_ business: BusinessID, _ calendar: HolidayCalendar) throws {
        try execute(
            """
            INSERT INTO holiday_calendars (business_id, country, part, is_on)
            VALUES (\(business), \(calendar.country), \(calendar.part ?? ""), \(calendar.isOn))
            ON CONFLICT (business_id) DO UPDATE SET country = excluded.country, part = excluded.part, is_on = excluded.is_on
            """)
        try execute("DELETE FROM holidays_opened WHERE business_id = \(business)")
        for date in calendar.opened.sorted() {
            try execute("INSERT INTO holidays_opened (business_id, date) VALUES (\(business), \(date))")
        }
    }
}
