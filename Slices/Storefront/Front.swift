import Bookings
import Catalogue
import Customers
import House
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

/// A visitor before one business: what it offers, the zone in which they want to see times, and the addresses of its public pages.
struct Front: Sendable {
    let book: Book
    let words: Wording
    /// The visitor's.
    let zone: Zone
    /// The zone's name as the visitor's address has it; nil when they have not chosen, and it is the business's.
    let chosenZone: String?
    /// Whether bookings are taken at all.
    let isOpen: Bool
    let now: Instant
    /// What the visitor wants of the offering that the address names.
    var choice: Choice?
    /// Several offerings in one visit, when that is what they want.
    var visit: ChosenVisit?
    /// The booking that they are about to move; then every address is one of its link.
    var moving: Moving?
    /// Whether the form asks if news may be sent.
    var asksNews = false

    struct Moving: Sendable {
        let booking: Booking
        /// The page of the booking.
        let path: String
        /// Where to; nil stays.
        var location: LocationID?
    }

    var business: Business { book.business }
    var path: String { "/book/\(business.slug)" }
    /// What is kept of whoever books, and for how long.
    var privacyPath: String { "\(path)/privacy" }

    /// The days on which the book is open, in the visitor's zone; the last one may be cut by the business's midnight.
    var window: (first: LocalDate, last: LocalDate) {
        let latest = book.settings.window.latest(now, book.zone)
        return (zone.local(now).date, zone.local(latest - .milliseconds(1)).date)
    }

    /// The words that ask whether news may be sent; nil where they are not asked for.
    var newsWording: String? { asksNews ? BookingSlice.newsWording(business, words) : nil }

    func wish(_ offering: Offering) -> Wish { choice?.wish ?? Wish(offering) }

    /// Where it is, in words: the location of the session, the chosen one, the only one or all at once; else those that it may come to. Nil where the
    /// business has none.
    func place(_ offering: Offering, _ session: LocationID? = nil) -> String? {
        let wish = wish(offering)
        if let known = book.location(session ?? wish.location) { return business.place(at: known) }
        let all = offering.kind == .course ? [] : book.locations(of: offering, wish)
        if all.count == 1 { return business.place(at: all) }
        if book.isEverywhere(offering), !all.isEmpty {
            return words("public.where.all", ["names": business.place(at: all) ?? ""])
        }
        return all.isEmpty ? nil : words("public.where.any", ["names": all.map(\.name).joined(separator: " · ")])
    }

    /// What the wish costs in all; of a booking that is being moved, what was agreed. Nil where that depends on the choice.
    func total(_ offering: Offering, minutes: Int? = nil) -> Money? {
        if let moving { return moving.booking.price }
        if let visit { return visit.total(book) }
        let wish = wish(offering)
        return try? wish.lasting(minutes: minutes ?? wish.minutes).price(offering, book)
    }

    /// Where the times of an offering are, without a query.
    func base(_ offering: Offering) -> String {
        if visit != nil { return "\(path)/visit/times" }
        return moving.map { "\($0.path)/move" } ?? "\(path)/\(offering.id)"
    }

    func timesPath(_ offering: Offering, date: LocalDate? = nil, zone: String? = nil) -> String {
        base(offering) + query(date: date, zone: zone)
    }

    /// The same with somebody or a room chosen in place of whoever was.
    func timesPath(_ offering: Offering, date: LocalDate?, choosing resource: ResourceID) -> String {
        base(offering) + query(date: date, resource: resource)
    }

    /// The page of the form for one free time. Its start is in the path as RFC 3339 writes it.
    func formPath(_ offering: Offering, _ time: FreeTime) -> String {
        "\(base(offering))/at/\(time.start.rfc3339)" + query(session: time.session)
    }

    /// The page before that of times.
    var choosingPath: String { visit == nil ? path : "\(path)/visit" + query() }

    func zonesPath(_ offering: Offering, date: LocalDate?) -> String { "\(base(offering))/zone" + query(date: date) }

    private func query(
        date: LocalDate? = nil, zone: String? = nil, session: SessionID? = nil, resource: ResourceID? = nil
    ) -> String {
        let carried = (choice?.carried ?? []).filter { resource == nil || $0.name != "resource_id" }
        let parts =
            [
                date.map { "date=\($0)" }, (zone ?? chosenZone).map { "tz=\(Encoding.encoded($0))" },
                session.map { "session_id=\($0)" }, resource.map { "resource_id=\($0)" },
            ].compactMap { $0 } + carried.map { "\($0.name)=\(Encoding.encoded($0.value))" }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    /// Whether the visitor's clock shows something else than the business's at `instant`.
    func differs(at instant: Instant) -> Bool {
        zone.offset(at: instant) != book.zone.offset(at: instant)
    }

    func price(_ money: Money) -> String { money.minor == 0 ? words("public.free") : words.formats.money(money) }

    /// What the pages of times call what is booked.
    func name(_ offering: Offering) -> String { visit?.name ?? offering.name }

    /// How long it takes, pauses apart.
    func minutes(_ offering: Offering) -> Int { visit?.minutes ?? wish(offering).minutes }

    /// Whether there is enough for a visit of several things.
    var offersVisits: Bool { isOpen && book.visitable.count >= ChosenVisit.least }

    func asksApproval(_ offering: Offering) -> Bool { offering.requiresApproval ?? book.settings.requiresApproval }
}

extension StorefrontSlice {
    /// The business that the path names, as this visitor sees it; an inactive one as well, for the page that says so.
    ///
    /// - Parameter slug: of the business, where the path does not name it.
    func storefront(_ visit: Visit, slug: String? = nil, in db: Snapshot) throws -> Front {
        guard let book = try scheduling.book(slug ?? visit.parameter("slug"), in: db) else { throw Problem.notFound }
        let zone = (visit.query.text("tz") ?? visit.body.text("tz")).flatMap { house.zones.zone($0) }
        return Front(
            book: book, words: visit.words, zone: zone ?? book.zone, chosenZone: zone?.name,
            isOpen: house.rules.isBookingEnabled && book.settings.isActive && book.business.isActive, now: db.now)
    }

    /// The same for a form, which asks what a page of times does not.
    func asking(_ front: Front, in db: Snapshot) throws -> Front {
        var front = front
        front.asksNews = try db.privacySettings(front.business.id).asksNews
        return front
    }

    /// A public page of `front`'s business.
    func show(_ page: some Page, _ front: Front, _ visit: Visit, status: Int = 200) throws -> Answer {
        try house.page(page, visit, chrome(front.business, visit), status: status)
    }

    package func chrome(_ business: Business?, _ visit: Visit) -> Chrome {
        var chrome = Chrome(visit)
        chrome.businessName = business?.name
        chrome.businessHref = business.map { "/book/\($0.slug)" }
        chrome.isDemo = house.rules.isDemo
        return chrome
    }

    /// The business and the offering that the path names, with what the address or the form wants of it.
    func stall(_ visit: Visit, in db: Snapshot) throws -> (front: Front, offering: Offering) {
        var front = try storefront(visit, in: db)
        let offering = try offering(visit, front)
        let fields = visit.incoming.method == .post ? visit.body : visit.query
        front.choice = Choice(fields, offering, front.book, session: Self.otherSession(visit))
        return (front, offering)
    }

    /// The session of the other time that the form's visitor has chosen since.
    private static func otherSession(_ visit: Visit) -> SessionID? {
        let parts = (visit.body.text("start") ?? "").split(separator: " ")
        return parts.count == 2 ? SessionID(String(parts[1])) : nil
    }

    /// The offering that the path names. One that is not offered any more is not there.
    func offering(_ visit: Visit, _ front: Front) throws(Problem) -> Offering {
        let id: OfferingID = try visit.id("offering_id")
        guard let offering = front.book.offering(id), offering.isActive else { throw .notFound }
        return offering
    }
}
