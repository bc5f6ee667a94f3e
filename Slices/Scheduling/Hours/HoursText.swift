import Kernel
import Web

/// Opening hours as people type them into one field: `9-13, 15:00-19:30`; nothing for a day off.
package enum HoursText {
    /// Ranges that one day may have.
    private static let most = 10

    /// The ranges in order. Nil for what can't be read, and for more than ten ranges.
    package static func ranges(_ text: String) -> [OpenRange]? {
        let parts = text.split(whereSeparator: { $0 == "," || $0 == ";" }).map { String($0).trimmed }.filter {
            !$0.isEmpty
        }
        guard parts.count <= most else { return nil }
        var ranges: [OpenRange] = []
        for part in parts {
            guard let range = range(part) else { return nil }
            ranges.append(range)
        }
        return ranges.sorted { $0.opens < $1.opens }
    }

    package static func text(_ ranges: [OpenRange]) -> String { ranges.map(\.text).joined(separator: ", ") }

    private static func range(_ text: String) -> OpenRange? {
        let sides = text.split(omittingEmptySubsequences: false, whereSeparator: { "-–—".contains($0) }).map {
            String($0).trimmed
        }
        guard sides.count == 2, let opens = time(sides[0]), let closes = time(sides[1]) else { return nil }
        return OpenRange(from: opens, to: closes)
    }

    /// `9`, `9:30`, `9.30` and `09:30` as `HH:MM`.
    private static func time(_ text: String) -> String? {
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: { ":.h".contains($0) })
        guard (1...2).contains(parts.count), let hour = number(parts[0]),
            let minute = parts.count == 2 ? number(parts[1]) : 0
        else { return nil }
        if hour == 24 && minute == 0 { return "24:00" }
        return LocalTime(hour: hour, minute: minute)?.description
    }

    private static func number(_ text: Substring) -> Int? {
        (1...2).contains(text.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
