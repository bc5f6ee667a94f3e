import House
import Storage

extension SchedulingSlice {
    /// Times, places and seats; whose they are is known to bookings alone.
    package static let holdings: [Holding] = [
        Holding("opening_hours"), Holding("claims"), Holding("turns"),
        Holding(
            "schedule_exceptions", plain: ["from_date", "through_date", "kind", "ranges"], ofBusiness: ["reason"]),
        Holding("course_sessions", ofBusiness: ["note", "reason"]),
        Holding("holiday_calendars", plain: ["country", "part"]),
        Holding("holidays_opened", plain: ["date"]),
    ]
}
