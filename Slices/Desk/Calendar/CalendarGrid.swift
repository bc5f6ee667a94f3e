import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// Lays lanes of bookings and sessions out on hours. Places are quarter hours of the wall clock, as the stylesheet counts them.
struct CalendarGrid {
    /// A column: one date of one resource, or of whatever has none.
    struct Track {
        let name: String
        let date: LocalDate
        let resource: ResourceID?
        var blocks: [CalendarBlock]
        let open: IntervalSet?
    }

    let scene: DeskScene
    let tracks: [Track]
    /// Whether bookings can be moved here.
    let isMovable: Bool

    /// Columns that the stylesheet has places for.
    private static let lanesMost = 12
    private static let usualHours = 9..<17

    /// Minutes after midnight on the wall clock of `date`, within it.
    private func minutes(_ instant: Instant, on date: LocalDate) -> Int {
        let day = scene.span(date, days: 1)
        if instant <= day.from { return 0 }
        return instant >= day.to ? 1_440 : scene.zone.local(instant).time.minuteOfDay
    }

    /// The hours that are shown: all that is open or booked, or else the usual ones.
    private var range: Range<Int> {
        let known = tracks.flatMap { track in
            (track.blocks.map { Interval(from: $0.from, to: $0.to) } + (track.open?.intervals ?? []).map(Optional.some))
                .compactMap { $0 }.map { (minutes($0.from, on: track.date), minutes($0.to, on: track.date)) }
        }
        guard let first = known.map(\.0).min(), let last = known.map(\.1).max(), first < last else {
            return Self.usualHours
        }
        return first / 60..<min(24, (last + 59) / 60)
    }

    var hours: [DayPage.Hour] {
        let range = range
        return range.map { hour in
            DayPage.Hour(
                hourClass: "h-\(hour - range.lowerBound)",
                hourText: LocalTime(hour: hour, minute: 0).map(scene.words.formats.time) ?? "")
        }
    }

    /// Where now is, when today is one of the dates.
    var nowClass: String? {
        guard tracks.contains(where: { $0.date == scene.today }) else { return nil }
        let now = minutes(scene.now, on: scene.today)
        return range.contains(now / 60) ? place(now, range) : nil
    }

    /// Columns that are left out.
    var left: Int { max(0, tracks.count - Self.lanesMost) }

    var lanes: [DayPage.Lane] {
        let range = range
        return tracks.prefix(Self.lanesMost).enumerated().map { number, track in
            let shut = track.open.map { shutSlabs($0, track, range) } ?? []
            let slabs = shut + track.blocks.map { (minutes($0.from, on: track.date), slab($0, track, range)) }
            return DayPage.Lane(
                laneClass: "c-\(number + 1)", laneName: track.name, laneDate: track.date.description,
                laneResource: track.resource?.description, firstHour: "\(range.lowerBound)",
                slabs: slabs.sorted { $0.0 < $1.0 }.map(\.1), isFree: track.blocks.isEmpty)
        }
    }

    private func shutSlabs(_ open: IntervalSet, _ track: Track, _ range: Range<Int>) -> [(Int, DayPage.Slab)] {
        let date = track.date
        func instant(_ hour: Int) -> Instant {
            guard hour < 24 else { return scene.span(date, days: 1).to }
            return scene.zone.instant(of: LocalDateTime(date, LocalTime(hour: hour, minute: 0) ?? .midnight))
        }
        guard let shown = Interval(from: instant(range.lowerBound), to: instant(range.upperBound)) else { return [] }
        return IntervalSet([shown]).subtracting(open).intervals.map { gap in
            let (from, to) = (minutes(gap.from, on: date), minutes(gap.to, on: date))
            let slab = DayPage.Slab(
                slabClass: "slab shut \(place(from, range)) \(length(from, to))", slabTime: time(gap.from, gap.to),
                slabText: scene.words("day.shut"), slabHref: why(gap.from, track), slabNote: nil, slabBooking: nil,
                slabFrom: "\(from)",
                slabMinutes: "\(to - from)")
            return (from, slab)
        }
    }

    /// Why nobody can book then, with whoever the column is.
    private func why(_ start: Instant, _ track: Track) -> String {
        let time = Encoding.encoded(scene.zone.local(start).time.description)
        let whose = track.resource.map { "&resource_id=\($0)" } ?? ""
        return "\(scene.base)/day/why?date=\(track.date)&time=\(time)\(whose)"
    }

    private func slab(_ block: CalendarBlock, _ track: Track, _ range: Range<Int>) -> DayPage.Slab {
        let (from, to) = (minutes(block.from, on: track.date), minutes(block.to, on: track.date))
        let startsHere = scene.zone.local(block.from).date == track.date
        return DayPage.Slab(
            slabClass: "slab\(block.look.map { " \($0)" } ?? "") \(place(from, range)) \(length(from, to))",
            slabTime: time(block.from, block.to), slabText: block.text, slabHref: block.href, slabNote: block.note,
            slabBooking: isMovable && startsHere ? block.movable?.description : nil, slabFrom: "\(from)",
            slabMinutes: "\(Int((block.to - block.from).milliseconds / 60_000))")
    }

    private func time(_ from: Instant, _ to: Instant) -> String {
        [from, to].map { scene.words.formats.time($0, in: scene.zone) }.joined(separator: "–")
    }

    private func place(_ minutes: Int, _ range: Range<Int>) -> String {
        let quarters = max(0, minutes / 15 - range.lowerBound * 4)
        return "h-\(quarters / 4) q-\(quarters % 4)"
    }

    /// At least a quarter of an hour, so that there is something to see where the clock was set back.
    private func length(_ from: Int, _ to: Int) -> String {
        let quarters = max(1, (to + 14) / 15 - from / 15)
        return "lh-\(quarters / 4) lq-\(quarters % 4)"
    }
}

extension CalendarGrid.Track {
    /// A column, or more where blocks overlap.
    static func columns(
        _ name: String, _ date: LocalDate, _ resource: ResourceID?, _ blocks: [CalendarBlock], _ open: IntervalSet?
    ) -> [CalendarGrid.Track] {
        var columns = [CalendarGrid.Track(name: name, date: date, resource: resource, blocks: [], open: open)]
        for block in blocks.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            if let free = columns.firstIndex(where: { ($0.blocks.last?.to ?? block.from) <= block.from }) {
                columns[free].blocks.append(block)
            } else {
                let more = "\(name) · \(columns.count + 1)"
                columns.append(
                    CalendarGrid.Track(name: more, date: date, resource: resource, blocks: [block], open: open))
            }
        }
        return columns
    }
}
