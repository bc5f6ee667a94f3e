import Kernel
import Web

extension OpenRange {
    /// `09:00-17:00`; an end at or before the start is on the next day.
    init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { String($0).trimmed }
        guard parts.count == 2 else { return nil }
        self.init(from: parts[0], to: parts[1])
    }

    /// `opens` and `closes` as `HH:MM`; `24:00` is midnight at the end of the day.
    init?(from opens: String, to closes: String) {
        guard let from = LocalTime(opens) else { return nil }
        guard let end = closes == "24:00" ? 1_440 : LocalTime(closes)?.minuteOfDay else { return nil }
        self.init(opens: from.minuteOfDay, closes: end > from.minuteOfDay ? end : end + 1_440)
    }

    var opensText: String { LocalTime(minuteOfDay: opens)?.description ?? "" }
    var closesText: String { closes == 1_440 ? "24:00" : LocalTime(minuteOfDay: closes % 1_440)?.description ?? "" }
    var text: String { "\(opensText)-\(closesText)" }
}
