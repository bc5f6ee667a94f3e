import Kernel
import Web

extension OpenRange {
    /// `09:00-17:00`; an end at or before the start is on the next day.
    package init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { String($0).trimmed }
        guard parts.count == 2 else { return nil }
        self.init(from: parts[0], to: parts[1])
    }

    /// `opens` and `closes` as `HH:MM`; `24:00` is midnight at the end of the day.
    package init?(from opens: String, to closes: String) {
        guard let from = LocalTime(opens) else { return nil }
        guard let end = closes == "24:00" ? 1_440 : LocalTime(closes)?.minuteOfDay else { return nil }
        self.init(opens: from.minuteOfDay, closes: end > from.minuteOfDay ? end : end + 1_440)
    }

    package var opensText: String { LocalTime(minuteOfDay: opens)?.description ?? "" }
    package var closesText: String {
        closes == 1_440 ? "24:00" : LocalTime(minuteOfDay: closes % 1_440)?.description ?? ""
    }
    package var text: String { "\(opensText)-\(closesText)" }
}

extension [OpenRange] {
    /// Whether two of them, in their order, share time.
    package var isOverlapping: Bool { zip(self, dropFirst()).contains { $0.closes > $1.opens } }
}
