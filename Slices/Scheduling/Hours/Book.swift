import Catalogue
import Holidays
import House
import Kernel
import Storage
import Synchronization
import Timekeeping

/// Everything about a business that rules its times and changes seldom: read together, and kept for as long as the business's
/// revision stays.
package struct Book: Sendable {
    package let revision: Int64
    package let business: Business
    package let zone: Zone
    package let settings: BookingSettings
    package let offerings: [Offering]
    /// Those that are not removed, the oldest first.
    package let locations: [Location]
    package private(set) var resources: [ResourceID: Resource]
    package let hours: Schedule
    /// Only resources with hours or exceptions of their own.
    package let ownHours: [ResourceID: Schedule]
    /// Of the business and its things.
    package let images: [ImageSubject: [Image]]
    package let calendar: HolidayCalendar?
    /// The holidays on which the business is closed.
    let holidays: [LocalDate: Holiday]

    /// The same book with these resources in place of what it knew of them.
    func knowing(_ fresh: [Resource]) -> Book {
        var book = self
        for resource in fresh { book.resources[resource.id] = resource }
        return book
    }

    package func offering(_ id: OfferingID) -> Offering? { offerings.first { $0.id == id } }

    /// What an offering shows: its own images, or else those of the room that it takes place in.
    package func images(of offering: Offering) -> [Image]? {
        let rooms = offering.needs.joined().filter { resources[$0]?.kind == .room }
        return images[.offering(offering.id)] ?? rooms.lazy.compactMap { self.images[.resource($0)] }.first
    }

    /// Offerings that the public link shows.
    package var shown: [Offering] { offerings.filter(\.isActive) }

    /// When `resource` works: its own hours inside the business's; without own hours, its exceptions inside the business's.
    func open(_ resource: ResourceID, from: LocalDate, through: LocalDate, inside hours: IntervalSet) -> IntervalSet {
        guard ownHours[resource] != nil else { return hours }
        return schedule(of: resource).open(from: from, through: through, in: zone)
    }
}

/// Books by business, each checked against the revision in the database before it is used: one small read instead of ten.
final class BookCache: Sendable {
    private let books = Mutex<[String: Book]>([:])

    func book(_ slug: String, _ zones: @Sendable (String) -> Zone?, in db: Snapshot) throws -> Book? {
        guard let row = try db.first("SELECT id, revision FROM businesses WHERE slug = \(slug) AND archived_at IS NULL")
        else { return nil }
        let (id, revision): (BusinessID, Int64) = (try row[0], try row[1])
        // A name may be somebody else's by now.
        if let known = books.withLock({ $0[slug] }), known.business.id == id, known.revision == revision {
            return known
        }
        guard let business = try db.business(slug: slug), let zone = zones(business.zone) else { return nil }
        var (hours, own) = try db.schedules(business.id)
        let calendar = try db.holidayCalendar(business.id)
        let holidays = calendar?.closing ?? [:]
        hours.holidays = Set(holidays.keys)
        let book = Book(
            revision: revision, business: business, zone: zone, settings: try db.bookingSettings(business.id),
            offerings: try db.offerings(business), locations: try db.locations(business.id),
            resources: Dictionary(uniqueKeysWithValues: try db.resources(business.id).map { ($0.id, $0) }),
            hours: hours, ownHours: own, images: try db.images(business.id), calendar: calendar, holidays: holidays)
        // What a transaction read counts once it has committed: until then its revision may come to nothing.
        if let transaction = db as? Transaction {
            transaction.afterCommit { [self] in keep(book) }
        } else {
            keep(book)
        }
        return book
    }

    private func keep(_ book: Book) {
        books.withLock { books in
            if books.count >= 1_000 { books.removeAll() }
            books[book.business.slug] = book
        }
    }
}

extension SchedulingSlice {
    /// The book of the business with this slug. Nil when there is none.
    package func book(_ slug: String, in db: Snapshot) throws -> Book? {
        try books.book(slug, { house.zones.zone($0) }, in: db)
    }
}

extension SchedulingSlice {
    /// When each active resource works on a date, inside the business's hours.
    package func open(_ book: Book, on date: LocalDate) -> [ResourceID: IntervalSet] {
        let hours = book.hours.open(from: date, through: date, in: book.zone)
        return book.resources.values.filter(\.isActive).reduce(into: [:]) { open, resource in
            open[resource.id] = book.open(resource.id, from: date, through: date, inside: hours).intersection(hours)
        }
    }
}
