import Catalogue
import House
import Kernel
import Scheduling
import Storage
import Timekeeping
import Web
import Words

/// A visitor before one business: what it offers, the zone in which they want to see times, and the addresses of its public pages.
struct Storefront: Sendable {
    let book: Book
    let words: Wording
    /// The visitor's.
    let zone: Zone
    /// The zone's name as the visitor's address has it; nil when they have not chosen, and it is the business's.
    let chosenZone: String?
    /// Whether bookings are taken at all.
    let isOpen: Bool
    let now: Instant

    var business: Business { book.business }
    var path: String { "/book/\(business.slug)" }

    /// The days on which the book is open, in the visitor's zone; the last one may be cut by the business's midnight.
    var window: (first: LocalDate, last: LocalDate) {
        let latest = book.settings.window.latest(now, book.zone)
        return (zone.local(now).date, zone.local(latest - .milliseconds(1)).date)
    }

    func timesPath(_ offering: Offering, date: LocalDate? = nil, zone: String? = nil) -> String {
        let query = [date.map { "date=\($0)" }, (zone ?? chosenZone).map { "tz=\(Encoding.encoded($0))" }].compactMap { $0 }
        return "\(path)/\(offering.id)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// The page of the form for one start. The start is in the path as RFC 3339 writes it.
    func formPath(_ offering: Offering, _ start: Instant) -> String {
        "\(path)/\(offering.id)/at/\(start.rfc3339)" + (chosenZone.map { "?tz=\(Encoding.encoded($0))" } ?? "")
    }

    func zonesPath(_ offering: Offering, date: LocalDate?) -> String {
        let query = [date.map { "date=\($0)" }, chosenZone.map { "tz=\(Encoding.encoded($0))" }].compactMap { $0 }
        return "\(path)/\(offering.id)/zone" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    /// Whether the visitor's clock shows something else than the business's at `instant`.
    func differs(at instant: Instant) -> Bool {
        zone.offset(at: instant) != book.zone.offset(at: instant)
    }

    func price(_ money: Money) -> String { money.minor == 0 ? words("public.free") : words.formats.money(money) }

    func asksApproval(_ offering: Offering) -> Bool { offering.requiresApproval ?? book.settings.requiresApproval }
}

extension BookingSlice {
    /// The business that the path names, as this visitor sees it; an inactive one as well, for the page that says so.
    func storefront(_ visit: Visit, in db: Snapshot) throws -> Storefront {
        guard let book = try scheduling.book(visit.parameter("slug"), in: db) else { throw Problem.notFound }
        let zone = (visit.query.text("tz") ?? visit.body.text("tz")).flatMap { house.zones.zone($0) }
        return Storefront(
            book: book, words: visit.words, zone: zone ?? book.zone, chosenZone: zone?.name,
            isOpen: house.rules.isBookingEnabled && book.settings.isActive && book.business.isActive, now: db.now)
    }

    /// A public page of `front`'s business.
    func show(_ page: some Page, _ front: Storefront, _ visit: Visit, status: Int = 200) throws -> Answer {
        try house.page(page, visit, chrome(front.business, visit), status: status)
    }

    func chrome(_ business: Business?, _ visit: Visit) -> Chrome {
        var chrome = Chrome(visit)
        chrome.businessName = business?.name
        chrome.businessHref = business.map { "/book/\($0.slug)" }
        chrome.isDemo = house.rules.isDemo
        return chrome
    }

    /// The offering that the path names. One that is not offered any more is not there.
    func offering(_ visit: Visit, _ front: Storefront) throws(Problem) -> Offering {
        let id: OfferingID = try visit.id("offering_id")
        guard let offering = front.book.offering(id), offering.isActive else { throw .notFound }
        return offering
    }
}
