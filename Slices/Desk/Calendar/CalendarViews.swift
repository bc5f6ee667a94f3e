import Kernel
import Words

/// The ways to look at the calendar, each a link that keeps the date and the location.
struct CalendarView: Sendable {
    let viewHref: String
    let viewLabel: String
    let isViewed: Bool

    /// - Parameter more: what else the links keep.
    static func all(
        _ base: String, at current: String, _ date: LocalDate, _ words: Wording, keeping more: String? = nil
    ) -> [CalendarView] {
        [("", "day"), ("/week", "week"), ("/month", "month")].map { path, name in
            CalendarView(
                viewHref: "\(base)\(path)?date=\(date)\(more.map { "&\($0)" } ?? "")",
                viewLabel: words("calendar.view.\(name)"),
                isViewed: name == current)
        }
    }
}

extension LocalDate {
    /// The Monday of its week.
    var monday: LocalDate { adding(days: 1 - weekday.rawValue) }

    /// The first of its month.
    var firstOfMonth: LocalDate { adding(days: 1 - day) }
}
