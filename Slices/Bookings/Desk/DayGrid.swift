import Catalogue
import Kernel
import Scheduling
import Web
import Words

/// Lays a day out: which columns, and where on them. Places are quarter hours of the wall clock, as the stylesheet counts them.
struct DayGrid {
    let book: Book
    let scene: DeskScene
    let date: LocalDate
    let bookings: [(booking: Booking, resources: [ResourceID])]
    /// When each resource works on this day.
    let open: [ResourceID: IntervalSet]

    /// Columns that the stylesheet has places for.
    private static let lanesMost = 12
    private static let usualHours = 9..<17

    private struct Track {
        let name: String
        var bookings: [Booking]
        let open: IntervalSet?
    }

    private var day: Interval { scene.span(date, days: 1) }

    /// Minutes after midnight on the wall clock, within this day.
    private func minutes(_ instant: Instant) -> Int {
        if instant <= day.from { return 0 }
        return instant >= day.to ? 1_440 : scene.zone.local(instant).time.minuteOfDay
    }

    /// The hours that are shown: all that is open or booked, or else the usual ones.
    private var range: Range<Int> {
        let spans =
            bookings.map { Interval(from: $0.booking.start, to: $0.booking.end) }
            + open.values.flatMap { $0.intervals.map(Optional.some) }
        let known = spans.compactMap { $0 }.map { (minutes($0.from), minutes($0.to)) }
        guard let first = known.map(\.0).min(), let last = known.map(\.1).max(), first < last else {
            return Self.usualHours
        }
        return first / 60..<min(24, (last + 59) / 60)
    }

    var hours: [DayPage.Hour] {
        range.map { hour in
            DayPage.Hour(
                hourClass: "h-\(hour - range.lowerBound)",
                hourText: LocalTime(hour: hour, minute: 0).map(scene.words.formats.time) ?? "")
        }
    }

    var nowClass: String? {
        guard scene.today == date else { return nil }
        let now = minutes(scene.now)
        return range.contains(now / 60) ? place(now) : nil
    }

    /// Columns that are left out.
    var left: Int { max(0, tracks.count - Self.lanesMost) }

    var lanes: [DayPage.Lane] {
        tracks.prefix(Self.lanesMost).enumerated().map { number, track in
            let shut = track.open.map(shutSlabs) ?? []
            let slabs = shut + track.bookings.map { (minutes($0.start), slab($0)) }
            return DayPage.Lane(
                laneClass: "c-\(number + 1)", laneName: track.name, slabs: slabs.sorted { $0.0 < $1.0 }.map(\.1),
                isFree: track.bookings.isEmpty)
        }
    }

    /// A column for each resource that works or is booked on this day; more than one where its bookings overlap; one for bookings that
    /// need nobody.
    private var tracks: [Track] {
        let sorted = book.resources.values.sorted { ($0.kind.order, $0.name, $0.id) < ($1.kind.order, $1.name, $1.id) }
        var tracks = sorted.flatMap { resource -> [Track] in
            let own = bookings.filter { $0.resources.contains(resource.id) }.map(\.booking)
            let open = open[resource.id] ?? IntervalSet()
            return own.isEmpty && open.isEmpty ? [] : columns(resource.name, own, open)
        }
        let alone = bookings.filter { $0.resources.allSatisfy { book.resources[$0] == nil } }.map(\.booking)
        if !alone.isEmpty { tracks += columns(scene.words("day.alone"), alone, nil) }
        return tracks
    }

    private func columns(_ name: String, _ bookings: [Booking], _ open: IntervalSet?) -> [Track] {
        var columns = [Track(name: name, bookings: [], open: open)]
        for booking in bookings {
            if let free = columns.firstIndex(where: { ($0.bookings.last?.end ?? booking.start) <= booking.start }) {
                columns[free].bookings.append(booking)
            } else {
                columns.append(Track(name: "\(name) · \(columns.count + 1)", bookings: [booking], open: open))
            }
        }
        return columns
    }

    private func shutSlabs(_ open: IntervalSet) -> [(Int, DayPage.Slab)] {
        let from = scene.zone.instant(
            of: LocalDateTime(date, LocalTime(hour: range.lowerBound, minute: 0) ?? .midnight))
        let end =
            range.upperBound == 24
            ? day.to
            : scene.zone.instant(of: LocalDateTime(date, LocalTime(hour: range.upperBound, minute: 0) ?? .midnight))
        guard let shown = Interval(from: from, to: end) else { return [] }
        return IntervalSet([shown]).subtracting(open).intervals.map { gap in
            let slab = DayPage.Slab(
                slabClass: "slab shut \(place(minutes(gap.from))) \(length(minutes(gap.from), minutes(gap.to)))",
                slabTime: time(gap.from, gap.to), slabText: scene.words("day.shut"), slabHref: nil, slabNote: nil)
            return (minutes(gap.from), slab)
        }
    }

    private func slab(_ booking: Booking) -> DayPage.Slab {
        let (from, to) = (minutes(booking.start), minutes(booking.end))
        let waits = [.held, .pending, .pendingPayment].contains(booking.status)
        let isHeld = booking.status == .held
        let label = scene.words("web.status.\(booking.status.rawValue)")
        return DayPage.Slab(
            slabClass: "slab\(waits ? " waits" : "") \(place(from)) \(length(from, to))",
            slabTime: time(booking.start, booking.end),
            slabText: isHeld ? label : booking.clientName ?? scene.words("booking.no_client"),
            slabHref: isHeld ? nil : "\(scene.base)/bookings/\(booking.id)",
            slabNote: booking.status == .confirmed || isHeld
                ? booking.offeringName : "\(booking.offeringName) · \(label)")
    }

    private func time(_ from: Instant, _ to: Instant) -> String {
        [from, to].map { scene.words.formats.time($0, in: scene.zone) }.joined(separator: "–")
    }

    private func place(_ minutes: Int) -> String {
        let quarters = max(0, minutes / 15 - range.lowerBound * 4)
        return "h-\(quarters / 4) q-\(quarters % 4)"
    }

    /// At least a quarter of an hour, so that there is something to see where the clock was set back.
    private func length(_ from: Int, _ to: Int) -> String {
        let quarters = max(1, (to + 14) / 15 - from / 15)
        return "lh-\(quarters / 4) lq-\(quarters % 4)"
    }
}

extension ResourceKind {
    /// People first, as they are what a day is planned by.
    fileprivate var order: Int { ResourceKind.allCases.firstIndex(of: self) ?? 0 }
}
