/// What the clocks of a zone have between two transitions.
package struct ZoneOffset: Hashable, Sendable {
    /// Seconds to add to UTC; positive in the east.
    package let seconds: Int
    package let abbreviation: String

    package init(seconds: Int, abbreviation: String) {
        self.seconds = seconds
        self.abbreviation = abbreviation
    }
}

/// The second in which a zone's clocks change.
package struct ZoneTransition: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let utc: Int64
    package let offset: ZoneOffset

    package init(utc: Int64, offset: ZoneOffset) {
        self.utc = utc
        self.offset = offset
    }
}

/// The transitions of a zone, laid out for searching by UTC and by wall clock.
///
/// `walls[i]` is where local times stop to be read with the offset before transition `i`: with the greater of the
/// two offsets, the whole gap and the whole first pass of an overlap are read with the offset before, which is just
/// what `Zone` promises, so that one search is enough.
final class ZoneTable: Sendable {
    private let utcs: [Int64]
    private let walls: [Int64]
    /// One more than the transitions: `seconds[i]` is in force before transition `i`.
    private let seconds: [Int64]
    private let abbreviations: [String]

    init(initial: ZoneOffset, transitions: [ZoneTransition] = []) {
        utcs = transitions.map(\.utc)
        let offsets = [initial] + transitions.map(\.offset)
        seconds = offsets.map { Int64($0.seconds) }
        abbreviations = offsets.map(\.abbreviation)
        walls = zip(utcs, zip(seconds, seconds.dropFirst())).map { utc, pair in utc + max(pair.0, pair.1) }
    }

    convenience init(_ file: ZoneFile) {
        let last = file.transitions.last?.utc ?? .min
        let later = file.rule.map { rule in
            rule.transitions(in: rule.firstYear(before: last)...ZoneRule.lastYear).filter { $0.utc > last }
        }
        self.init(initial: file.initial, transitions: file.transitions + (later ?? []))
    }

    /// Seconds to add to UTC at `utc`.
    func offset(atUTC utc: Int64) -> Int64 {
        seconds[Self.count(of: utcs, through: utc)]
    }

    func abbreviation(atUTC utc: Int64) -> String {
        abbreviations[Self.count(of: utcs, through: utc)]
    }

    func utc(ofWall wall: Int64) -> Int64 {
        wall - seconds[Self.count(of: walls, through: wall)]
    }

    /// The first second whose local time is `wall` or later: a gap ends at once.
    func firstUTC(fromWall wall: Int64) -> Int64 {
        let index = Self.count(of: walls, through: wall)
        let utc = wall - seconds[index]
        return index < utcs.count ? min(utc, utcs[index]) : utc
    }

    /// How many of the ascending `values` are at most `limit`.
    private static func count(of values: [Int64], through limit: Int64) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
