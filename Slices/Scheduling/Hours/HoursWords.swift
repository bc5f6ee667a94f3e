import Catalogue
import Holidays
import Kernel
import Words

extension Wording {
    /// `09:00–17:00`, or `22:00–06:00 (next day)` where the hours of `date` go past midnight.
    package func hours(_ interval: Interval, of date: LocalDate, in zone: Zone) -> String {
        let (opens, closes) = (zone.local(interval.from), zone.local(interval.to))
        let next = date.adding(days: 1)
        if opens == LocalDateTime(date, .midnight) && closes == LocalDateTime(next, .midnight) {
            return self("hours.all_day")
        }
        let text = "\(formats.time(opens.time))–\(formats.time(closes.time))"
        let isOvernight = opens.date == date && closes.date > date && closes != LocalDateTime(next, .midnight)
        return isOvernight ? self("hours.next_day", ["hours": text]) : text
    }

    /// The same of ranges that no date is known for, with commas between.
    package func hours(_ ranges: [OpenRange]) -> String {
        ranges.map { range in
            if range.opens == 0 && range.closes == 1_440 { return self("hours.all_day") }
            let times = [range.opens, range.closes].map { minutes in
                formats.time(LocalTime(minuteOfDay: minutes % 1_440) ?? .midnight)
            }
            let text = times.joined(separator: "–")
            return range.closes > 1_440 ? self("hours.next_day", ["hours": text]) : text
        }.joined(separator: ", ")
    }

    /// `Closed (Christmas Day)`.
    package func closed(_ shut: Shut) -> String {
        shut.reason == nil ? self("hours.closed") : self("hours.closed_because", ["reason": reason(shut)])
    }

    /// The holiday's name, or the reason's.
    private func reason(_ shut: Shut) -> String {
        shut.holiday?.name(in: language.code) ?? shut.reason.map { self("exception.reason.\($0.rawValue)") } ?? ""
    }

    /// Why a booking lies outside: `Closed (Christmas Day)`, `Ana: time off`.
    package func outside(_ booking: OutsideBooking) -> String {
        let isClosed = booking.shut.reason != nil
        guard booking.isResource else { return isClosed ? closed(booking.shut) : self("outside.business") }
        let name = ["resource": booking.resource.name, "reason": reason(booking.shut)]
        return isClosed ? self("outside.resource_because", name) : self("outside.resource", name)
    }
}
