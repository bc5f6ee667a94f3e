import Foundation
import Kernel

extension Zone {
    /// The zone as Foundation knows it, spelled out from 1970 through 2100; nil for a name that it doesn't know.
    init?(foundation name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let end = Date(timeIntervalSince1970: 4_133_980_800)
        var date = Date(timeIntervalSince1970: 0)
        let initial = ZoneOffset(zone, date)
        var transitions: [ZoneTransition] = []
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end, next > date {
            transitions.append(ZoneTransition(utc: Int64(next.timeIntervalSince1970), offset: ZoneOffset(zone, next)))
            date = next
        }
        self.init(name: name, initial: initial, transitions: transitions)
    }
}

extension ZoneOffset {
    fileprivate init(_ zone: TimeZone, _ date: Date) {
        self.init(seconds: zone.secondsFromGMT(for: date), abbreviation: zone.abbreviation(for: date) ?? "")
    }
}
