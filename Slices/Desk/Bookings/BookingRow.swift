import Bookings
import Catalogue
import Kernel
import Storage
import Web
import Words

/// One booking in a list of the desk. Its times are in the business's zone, which the page names.
struct BookingRow: Sendable {
    let href: String
    let reference: String
    let client: String
    let offering: String
    let resources: String
    let hasResources: Bool
    let day: String
    let time: String
    let instant: String
    let status: String
    let statusLabel: String
    /// What can be done from the list; none where it is only a list.
    var steps: [BookingDetailPage.Step] = []

    init(_ booking: Booking, _ resources: [String], slug: String, _ zone: Zone, _ words: Wording) {
        href = "/desk/\(slug)/bookings/\(booking.id)"
        reference = booking.reference
        client = booking.clientName ?? words("booking.no_client")
        offering = booking.offeringName
        self.resources = resources.joined(separator: ", ")
        hasResources = !resources.isEmpty
        day = words.formats.date(zone.local(booking.start).date, style: .weekdayDay)
        time = [booking.start, booking.end].map { words.formats.time($0, in: zone) }.joined(separator: "–")
        instant = booking.start.rfc3339
        status = booking.status.rawValue
        statusLabel = words("web.status.\(booking.status.rawValue)")
    }

    private init(sample words: Wording) {
        href = "/desk/swim-school/bookings/bkg_1"
        reference = "K7M2Q9XA"
        client = "John Doe"
        offering = "Private lesson"
        resources = "Ana"
        hasResources = true
        day = "Mon 23 Nov"
        time = "09:00–10:00"
        instant = "2026-11-23T08:00:00Z"
        status = "confirmed"
        statusLabel = words("web.status.confirmed")
        steps = [.sample(words)]
    }

    static func sample(_ words: Wording) -> BookingRow { BookingRow(sample: words) }
}

/// Everything that the desk's pages about bookings are made with.
struct DeskScene {
    let member: Membership
    let zone: Zone
    let now: Instant
    let words: Wording
    let db: Snapshot

    var business: Business { member.business }
    var base: String { "/desk/\(business.slug)" }
    var today: LocalDate { zone.local(now).date }
    var zoneNote: String { words("desk.zone_note", ["zone": words.formats.zoneName(zone, at: now)]) }

    func rows(_ bookings: [Booking]) throws -> [BookingRow] {
        let names = try db.resourceNames(business.id, bookings)
        return bookings.map { BookingRow($0, names[$0.id] ?? [], slug: business.slug, zone, words) }
    }

    /// The same, each with what can be done with it now; after it, `back` is shown again.
    func rowsToDo(_ bookings: [Booking], back: String) throws -> [BookingRow] {
        zip(try rows(bookings), bookings).map { row, booking in
            var row = row
            row.steps = steps(booking, back: back)
            return row
        }
    }

    /// From the start of `first` for so many days of the business's zone.
    func span(_ first: LocalDate, days: Int) -> Interval {
        let (from, to) = (zone.startOfDay(first), zone.startOfDay(first.adding(days: days)))
        return Interval(from: from, to: to) ?? Interval(from: from, lasting: .days(1))
    }
}

extension DeskSlice {
    func scene(_ visit: Visit, _ member: Membership, in db: Snapshot) -> DeskScene {
        DeskScene(member: member, zone: bookings.zone(member.business), now: db.now, words: visit.words, db: db)
    }
}

extension String {
    /// With a capital at the start: some languages write weekdays small, but not where a title begins.
    var asTitle: String { prefix(1).uppercased() + dropFirst() }
}
